package io.vigil.journal.cassandra;

import io.vigil.journal.RowGroup;

import java.util.HashMap;
import java.util.Map;

/**
 * Who has written which row, and with it which groups may be packed: none where another writer's row
 * is, or may still come.
 *
 * <p>A node that was given up while it lived goes on at the number where it was, for the seconds
 * until it knows. There another node has gone on before it, with rows of its own. So whatever comes
 * late stands beside a change of writers, and the groups beside one stay as their rows are.
 */
final class RowWriters {

    /** Rows on each side: what a node may write of one patient before it knows that it was given up. */
    static final int MARGIN = 4 * RowGroup.SIZE;

    /** Not what a writer is called. */
    private static final String TWO = "";

    private final Map<Long, String> writers = new HashMap<>();

    /** Rows of one number count as those of two writers, also if it was the same one twice. */
    RowWriters with(long row, String writer) {
        writers.merge(row, writer, (one, other) -> TWO);
        return this;
    }

    /** Whether the group that begins at this row is whole, and one node's up to the margins. */
    boolean isPackable(long first) {
        String one = writers.getOrDefault(first, TWO);
        long last = RowGroup.last(first) + MARGIN;
        for (long row = Math.max(1, first - MARGIN); row <= last; row++) {
            if (one.equals(TWO) || !one.equals(writers.get(row))) {
                return false;
            }
        }
        return true;
    }
}
