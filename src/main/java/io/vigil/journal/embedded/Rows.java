package io.vigil.journal.embedded;

import io.vigil.journal.RowGroup;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads and deletes rows. */
final class Rows {

    /** A page holds at least one group, so that it can end where one does. */
    private static final int PAGE_ROWS = 4 * RowGroup.SIZE;

    private static final int PAGE_BYTES = 1024 * 1024;

    private final EmbeddedStore store;

    Rows(EmbeddedStore store) {
        this.store = store;
    }

    record Numbered(long sequenceNr, Row row) {}

    /**
     * Some rows, and where the next page begins.
     *
     * @param next 0: there are no more
     */
    record Page(List<Numbered> rows, long next) {}

    /**
     * Rows from this number on, up to the other at most. A page ends where a group of rows does: no
     * event is seen twice, nor missed, while its rows are being packed into one.
     */
    Page page(String persistenceId, long from, long to) throws IOException {
        return store.iterate(Table.ROWS, iterator -> page(iterator, persistenceId, from, to));
    }

    private static Page page(RocksIterator iterator, String persistenceId, long from, long to) {
        List<Numbered> rows = new ArrayList<>();
        long bytes = 0;
        iterator.seek(Keys.row(persistenceId, Math.max(1, from)));
        while (iterator.isValid()) {
            byte[] key = iterator.key();
            if (!Keys.isOf(persistenceId, key)) {
                break;
            }
            long number = Keys.sequenceNr(key);
            boolean isFull = rows.size() >= PAGE_ROWS || bytes >= PAGE_BYTES;
            if (number > to) {
                break;
            }
            if (isFull && RowGroup.first(number) > rows.getLast().sequenceNr()) {
                return new Page(rows, RowGroup.first(number));
            }
            byte[] value = iterator.value();
            bytes += value.length;
            rows.add(new Numbered(number, Row.of(value)));
            iterator.next();
        }
        return new Page(rows, 0);
    }

    /** The highest number that was ever given; 0 for none. */
    long highest(String persistenceId) throws IOException {
        byte[] last = Keys.row(persistenceId, Long.MAX_VALUE);
        long stored = store.iterate(Table.ROWS, iterator -> {
            iterator.seekForPrev(last);
            return iterator.isValid() && Keys.isOf(persistenceId, iterator.key())
                    ? Keys.sequenceNr(iterator.key())
                    : 0L;
        });
        return Math.max(stored, store.read(open -> deletedTo(open, persistenceId)));
    }

    private static long deletedTo(OpenTables open, String persistenceId) throws RocksDBException {
        byte[] stored = open.get(Table.DELETED, Keys.before(persistenceId));
        return stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
    }

    /** What is to be changed for one's rows up to this number to be gone. */
    List<Change> deletion(String persistenceId, long to) throws IOException {
        long last = Math.min(to, highest(persistenceId));
        List<Change> changes =
                store.deletions(Table.ROWS, persistenceId, key -> Keys.sequenceNr(key) <= last);
        changes.add(Change.put(
                Table.DELETED,
                Keys.before(persistenceId),
                ByteBuffer.allocate(Long.BYTES).putLong(last).array()));
        return changes;
    }
}
