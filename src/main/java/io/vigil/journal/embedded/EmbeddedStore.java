package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tables of a server's journal. Safe for use by several threads.
 *
 * <p>It is opened when it is first needed. After a write that failed nothing more is written until the
 * disk takes something again; then it is opened anew, which makes it hold what is whole in its files.
 * Until then what it has can still be read.
 */
final class EmbeddedStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

    /** The journal of builds up to November 2026, which this one can't read. */
    private static final String H2_FILE = "vigil.mv.db";

    /** If this fits, opening will too; it is not worth losing the readers for less. */
    private static final int PROBE_BYTES = 256 * 1024;

    private final Path folder;
    private final boolean isSynced;

    /** Closing frees memory that others must not be reading: they hold the read lock. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private @Nullable OpenTables tables;
    private boolean isClosed;
    private volatile boolean isBroken;

    /** @param isSynced whether what was written stands a loss of power, too */
    EmbeddedStore(Path folder, boolean isSynced) {
        this.folder = folder;
        this.isSynced = isSynced;
    }

    /** What is done with the tables; they must not be kept. */
    @FunctionalInterface
    interface Reading<T> {
        T from(OpenTables tables) throws RocksDBException;
    }

    /** All of it or nothing. When it returns it is durable. */
    void write(List<Change> changes) throws IOException {
        write(changes, isSynced);
    }

    /** All of it or nothing, durable with the next write that is: for what may be done again. */
    void writeLazily(List<Change> changes) throws IOException {
        write(changes, false);
    }

    private void write(List<Change> changes, boolean synced) throws IOException {
        OpenTables open = lockedForReading(isBroken);
        try {
            open.write(changes, synced);
        } catch (RocksDBException e) {
            isBroken = true;
            throw failure("written", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    <T> T read(Reading<T> reading) throws IOException {
        OpenTables open = lockedForReading(false);
        try {
            return reading.from(open);
        } catch (RocksDBException e) {
            throw failure("read", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Iterates over a table as it is now; the iterator must not be kept. */
    <T> T iterate(Table table, Function<RocksIterator, T> reading) throws IOException {
        return read(open -> {
            try (RocksIterator iterator = open.iterator(table)) {
                T found = reading.apply(iterator);
                // Without this an unreadable block would look like the end.
                iterator.status();
                return found;
            }
        });
    }

    /** Of one's keys those that are meant, to be deleted. */
    List<Change> deletions(Table table, String persistenceId, Predicate<byte[]> meant)
            throws IOException {
        return iterate(table, iterator -> {
            List<Change> deletions = new ArrayList<>();
            iterator.seek(Keys.before(persistenceId));
            while (iterator.isValid() && Keys.isOf(persistenceId, iterator.key())) {
                if (meant.test(iterator.key())) {
                    deletions.add(Change.delete(table, iterator.key()));
                }
                iterator.next();
            }
            return deletions;
        });
    }

    /** For measuring: everything is written to its tables, and those are as small as they get. */
    long compactedBytes() throws IOException {
        return read(OpenTables::compactedBytes);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            isClosed = true;
            closeTables();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Leaves the read lock held. */
    private OpenTables lockedForReading(boolean isAnew) throws IOException {
        lock.readLock().lock();
        OpenTables open = tables;
        if (open != null && !isAnew) {
            return open;
        }
        lock.readLock().unlock();
        lock.writeLock().lock();
        try {
            open = opened();
            lock.readLock().lock();
            return open;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private OpenTables opened() throws IOException {
        if (isClosed) {
            throw new IOException("the journal is closed");
        }
        OpenTables open = tables;
        if (open != null && !isBroken) {
            return open;
        }
        Files.createDirectories(folder);
        if (Files.exists(folder.resolve(H2_FILE))) {
            throw new IOException(folder.resolve(H2_FILE)
                    + " is a journal of an earlier build, which this one can't read: start that"
                    + " build, or give this one another data folder");
        }
        if (isBroken) {
            probe();
            closeTables();
        }
        try {
            open = OpenTables.open(folder);
        } catch (RocksDBException e) {
            throw failure("opened", e);
        }
        if (isBroken) {
            LOG.info("the journal can be written again");
        }
        tables = open;
        isBroken = false;
        return open;
    }

    private void closeTables() {
        if (tables != null) {
            tables.close();
            tables = null;
        }
    }

    private void probe() throws IOException {
        Path file = folder.resolve("probe");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private IOException failure(String what, RocksDBException e) {
        return new IOException(
                "the journal in " + folder + " can't be " + what + ": " + e.getMessage(), e);
    }
}
