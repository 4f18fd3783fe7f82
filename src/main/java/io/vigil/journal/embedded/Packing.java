package io.vigil.journal.embedded;

import io.vigil.journal.RowGroup;

import org.rocksdb.RocksIterator;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Packs old rows a little at a time, going round the patients. A row is old when the older of two
 * snapshots holds it: then no ordinary recovery reads it any more.
 *
 * <p>A patient's groups are packed in rising order and how far is kept in memory; after a start it
 * is found by looking down from the snapshot for the newest group that is one row already. For one
 * thread.
 */
final class Packing {

    /** Snapshots looked at in a run: 10,000 patients are gone round in under two minutes. */
    private static final int SNAPSHOTS = 256;

    /** A tenth of a processor at most; whatever is left waits for the next runs. */
    private static final long RUN_NANOS = 100_000_000;

    private final EmbeddedStore store;

    /** The last sequence number up to which each has been dealt with. */
    private final Map<String, Long> done = new HashMap<>();

    /** Where the round goes on: behind this persistence id. */
    private String after = "";

    Packing(EmbeddedStore store) {
        this.store = store;
    }

    /** What a run did, for the tests and for measuring. */
    record Result(int packed, boolean isRoundOver) {}

    /** One run; ends early when the time is up or {@code isEnding}. */
    Result run(BooleanSupplier isEnding) throws IOException {
        long deadline = System.nanoTime() + RUN_NANOS;
        int packed = 0;
        NavigableMap<String, Long> behind = new TreeMap<>();
        boolean isLastPage = store.iterate(Table.SNAPSHOTS, iterator -> nextPage(iterator, behind));
        for (Map.Entry<String, Long> one : behind.entrySet()) {
            String persistenceId = one.getKey();
            long until = RowGroup.lastComplete(one.getValue());
            long from = until == 0 ? 0 : from(persistenceId, until);
            while (from < until) {
                if (isEnding.getAsBoolean() || System.nanoTime() > deadline) {
                    return new Result(packed, false);
                }
                packed += RowPacker.pack(store, persistenceId, from + 1) ? 1 : 0;
                from += RowGroup.SIZE;
                done.put(persistenceId, from);
            }
            after = persistenceId;
        }
        if (isLastPage) {
            after = "";
        }
        return new Result(packed, isLastPage);
    }

    /**
     * The next persistence ids, each with the sequence number that its older snapshot has, or 0
     * when there is but one.
     *
     * @return whether the page was the last one
     */
    private boolean nextPage(RocksIterator iterator, NavigableMap<String, Long> behind) {
        seekBehind(iterator, after);
        int looked = 0;
        while (iterator.isValid() && looked < SNAPSHOTS) {
            String persistenceId = Keys.persistenceId(iterator.key());
            long oldest = Keys.snapshotSequenceNr(iterator.key());
            int count = 0;
            while (iterator.isValid() && Keys.isOf(persistenceId, iterator.key())) {
                count++;
                iterator.next();
            }
            looked += count;
            behind.put(persistenceId, count < 2 ? 0 : oldest);
        }
        return !iterator.isValid();
    }

    private static void seekBehind(RocksIterator iterator, String persistenceId) {
        if (persistenceId.isEmpty()) {
            iterator.seekToFirst();
            return;
        }
        iterator.seek(Keys.snapshot(persistenceId, Long.MAX_VALUE, Long.MAX_VALUE));
        while (iterator.isValid() && Keys.isOf(persistenceId, iterator.key())) {
            iterator.next();
        }
    }

    private long from(String persistenceId, long until) throws IOException {
        Long known = done.get(persistenceId);
        long from = known == null
                ? store.iterate(
                        Table.ROWS, iterator -> newestPacked(iterator, persistenceId, until))
                : known;
        done.put(persistenceId, from);
        return from;
    }

    /** The end of the newest group that is one row; 0 if none is. */
    private static long newestPacked(RocksIterator iterator, String persistenceId, long until) {
        iterator.seekForPrev(Keys.row(persistenceId, until));
        long group = 0;
        int rows = 0;
        while (iterator.isValid() && Keys.isOf(persistenceId, iterator.key())) {
            long here = RowGroup.last(Keys.sequenceNr(iterator.key()));
            if (here != group && rows == 1) {
                return group;
            }
            rows = here == group ? rows + 1 : 1;
            group = here;
            iterator.prev();
        }
        return rows == 1 ? group : 0;
    }
}
