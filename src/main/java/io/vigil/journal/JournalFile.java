package io.vigil.journal;

import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;

/**
 * The journal's file as H2 left it, made safe to open.
 *
 * <p>H2 finds its newest data by a chain: the header names a chunk, each chunk names where the next
 * one will probably be. When a chunk lands elsewhere (in space that became free) H2 writes the
 * header again, but before it has taken note of the new chunk, so that the header names the one
 * before it and the chain ends there. A process killed then has all its rows in the file, and yet
 * the next open accepts an older version without a word: acknowledged rows are gone, and are soon
 * written over. Seen once in some twenty kills, with up to 62 rows.
 *
 * <p>H2's own full scan looks at every block and does find the newest version that is whole. So a
 * file that was not closed cleanly is opened once with that scan, and closed cleanly, before it is
 * opened for use. It reads the file once, after a crash only.
 *
 * <p>That scan takes a chunk for whole when it has both ends, and an unreadable page of it for an
 * empty one. What lost power in the middle of a write may have kept just the ends, so
 * {@link TornWrites} are taken out before.
 */
final class JournalFile {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

    private static final int HEADER_BYTES = ChunkSeal.BLOCK_BYTES;
    private static final String CLOSED_CLEANLY = ",clean:1,";

    /** One for versions that are given up, one for chunks that are named and gone. */
    private static final int SCANS_MORE = 3;

    private static final byte[] NOTHING = new byte[2 * HEADER_BYTES];

    private JournalFile() {}

    /**
     * Does nothing to a file that is missing or was closed cleanly.
     *
     * @param scheme how H2 is to open it
     * @param isDoubtful whether the disk may not have what the system believes it has
     */
    static void makeSafe(Path file, String scheme, boolean isDoubtful) throws SQLException {
        try {
            if (!Files.exists(file) || wasClosedCleanly(file) || setAsideUnused(file)) {
                return;
            }
            boolean isSound = scan(file, scheme, TornWrites.mend(file, isDoubtful));
            for (int more = 0; !isSound && more < SCANS_MORE; more++) {
                isSound = scan(file, scheme, TornWrites.mend(file, false));
            }
            if (!isSound) {
                throw new IOException("it is not sound after " + SCANS_MORE + " repairs: " + file);
            }
        } catch (IOException | MVStoreException e) {
            throw new SQLException("The journal's file can't be checked: " + e.getMessage(), e);
        }
    }

    /** A new file is found again after a loss of power only if its folder has its name. */
    static void forceFolder(Path folder) throws SQLException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            throw new SQLException("The journal's folder can't be written: " + folder, e);
        }
    }

    /** By both of its headers: a write that was cut off may have left one of them behind. */
    private static boolean wasClosedCleanly(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(HEADER_BYTES);
            byte[] second = in.readNBytes(HEADER_BYTES);
            return Arrays.equals(first, second)
                    && new String(first, StandardCharsets.ISO_8859_1).contains(CLOSED_CLEANLY);
        }
    }

    /** One that lost power before its first commit has no headers, and H2 would not touch it. */
    private static boolean setAsideUnused(Path file) throws IOException {
        byte[] headers;
        try (InputStream in = Files.newInputStream(file)) {
            headers = in.readNBytes(2 * HEADER_BYTES);
        }
        if (headers.length == 0
                || headers.length == 2 * HEADER_BYTES && !Arrays.equals(headers, NOTHING)) {
            return false;
        }
        Path aside = file.resolveSibling(file.getFileName() + ".never-used");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.warn("the journal's file had nothing in it yet, and begins anew; it was {}", aside);
        return true;
    }

    /** @return false if something had to be changed: the file has to be scanned again */
    private static boolean scan(Path file, String scheme, TornWrites.Whole whole)
            throws IOException {
        long begin = System.nanoTime();
        long found;
        try (MVStore store = new MVStore.Builder()
                .fileName(scheme + file)
                .recoveryMode()
                .autoCommitDisabled()
                .open()) {
            found = store.getCurrentVersion();
            if (found >= whole.newest()) {
                if (forgetGone(store, whole)) {
                    return false;
                }
                LOG.info(
                        "the journal was not closed cleanly: found version {} of it in {} MB, {}"
                                + " ms",
                        found,
                        Files.size(file) >> 20,
                        (System.nanoTime() - begin) / 1_000_000);
                return true;
            }
        }
        TornWrites.forgetAfter(file, found);
        return false;
    }

    /**
     * A version of its own that names no chunk that is gone. The one that was found may name some that
     * it no longer needs, and that a later version, cut off, was written over: H2 minds that in a file
     * that was closed cleanly, goes back past what it has just found, and otherwise never gives space
     * back again. It has no call for this, so its map of chunks is changed by hand; what it knows of
     * them in memory then differs, so it ends at once.
     *
     * @return whether there were such
     */
    private static boolean forgetGone(MVStore store, TornWrites.Whole whole) {
        MVMap<String, String> layout = layout(store);
        boolean wereThere = false;
        for (Map.Entry<String, String> entry : store.getLayoutMap().entrySet()) {
            if (entry.getKey().startsWith("chunk.") && isGone(entry.getValue(), whole)) {
                layout.remove(entry.getKey());
                wereThere = true;
            }
        }
        if (wereThere) {
            store.setStoreVersion(store.getStoreVersion() + 1);
            store.commit();
            store.closeImmediately();
        }
        return wereThere;
    }

    private static boolean isGone(String chunk, TornWrites.Whole whole) {
        Map<String, String> words = TornWrites.words(chunk);
        return TornWrites.number(words, "livePages") == 0
                && !whole.has(
                        TornWrites.number(words, "block"), TornWrites.number(words, "version"));
    }

    @SuppressWarnings("unchecked")
    private static MVMap<String, String> layout(MVStore store) {
        try {
            Field layout = FileStore.class.getDeclaredField("layout");
            layout.setAccessible(true);
            return (MVMap<String, String>) layout.get(store.getFileStore());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another H2 than the one this was written for", e);
        }
    }
}
