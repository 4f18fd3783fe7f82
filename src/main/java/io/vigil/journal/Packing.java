package io.vigil.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** Sequence numbers counted at once while looking for where packing ended. */
    private static final long LOOK = 64L * RowGroup.SIZE;

    private static final String NEXT_SNAPSHOTS = """
        SELECT "persistence_id", "sequence_number" FROM "snapshot"
        WHERE "persistence_id" > ? ORDER BY "persistence_id", "sequence_number" LIMIT ?
        """;

    private static final String NEWEST_PACKED = """
        SELECT MAX("newest") FROM (
          SELECT MAX("sequence_number") AS "newest" FROM "event_journal"
          WHERE "persistence_id" = ? AND "sequence_number" BETWEEN ? AND ?
          GROUP BY ("sequence_number" - 1) / ? HAVING COUNT(*) = 1)
        """;

    /** The last sequence number up to which each has been dealt with. */
    private final Map<String, Long> done = new HashMap<>();

    /** Where the round goes on: behind this persistence id. */
    private String after = "";

    /** What a run did, for the tests and for measuring. */
    record Result(int packed, boolean isRoundOver) {}

    /** One run; ends early when the time is up or {@code isEnding}. */
    Result run(Connection connection, BooleanSupplier isEnding) throws SQLException {
        long deadline = System.nanoTime() + RUN_NANOS;
        int packed = 0;
        NavigableMap<String, Long> behind = new TreeMap<>();
        boolean isLastPage = nextPage(connection, behind);
        for (Map.Entry<String, Long> one : behind.entrySet()) {
            String persistenceId = one.getKey();
            long until = RowGroup.lastComplete(one.getValue());
            long from = until == 0 ? 0 : from(connection, persistenceId, until);
            while (from < until) {
                if (isEnding.getAsBoolean() || System.nanoTime() > deadline) {
                    return new Result(packed, false);
                }
                packed += RowPacker.pack(connection, persistenceId, from + 1) ? 1 : 0;
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
    private boolean nextPage(Connection connection, NavigableMap<String, Long> behind)
            throws SQLException {
        int rowCount = 0;
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Long> oldest = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(NEXT_SNAPSHOTS)) {
            select.setString(1, after);
            select.setInt(2, SNAPSHOTS);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    rowCount++;
                    counts.merge(rows.getString(1), 1, Integer::sum);
                    oldest.putIfAbsent(rows.getString(1), rows.getLong(2));
                }
            }
        }
        counts.forEach((id, count) -> behind.put(id, count < 2 ? 0 : oldest.getOrDefault(id, 0L)));
        boolean isLastPage = rowCount < SNAPSHOTS;
        if (!isLastPage && behind.size() > 1) {
            behind.pollLastEntry();
        }
        return isLastPage;
    }

    private long from(Connection connection, String persistenceId, long until) throws SQLException {
        Long known = done.get(persistenceId);
        long from = known == null ? newestPacked(connection, persistenceId, until) : known;
        done.put(persistenceId, from);
        return from;
    }

    /** 0 if none is packed. */
    private static long newestPacked(Connection connection, String persistenceId, long until)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEWEST_PACKED)) {
            for (long last = until; last > 0; last -= LOOK) {
                select.setString(1, persistenceId);
                select.setLong(2, Math.max(1, last - LOOK + 1));
                select.setLong(3, last);
                select.setInt(4, RowGroup.SIZE);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    long newest = rows.getLong(1);
                    if (newest > 0) {
                        return RowGroup.last(newest);
                    }
                }
            }
            return 0;
        }
    }
}
