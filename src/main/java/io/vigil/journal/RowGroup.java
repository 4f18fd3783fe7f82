package io.vigil.journal;

/**
 * Rows that are packed into one: fixed runs of a persistence id's sequence numbers, so that
 * everyone who reads knows, without asking, how far a packed row may reach.
 */
public final class RowGroup {

    /** A minute of a quiet bed; past it a row's overhead is a small part of it. */
    public static final int SIZE = 64;

    private RowGroup() {}

    /** The first sequence number of the group that this one is in. */
    public static long first(long sequenceNr) {
        return sequenceNr - (sequenceNr - 1) % SIZE;
    }

    /** The last sequence number of the group that this one is in. */
    public static long last(long sequenceNr) {
        long first = first(sequenceNr);
        return first > Long.MAX_VALUE - SIZE ? Long.MAX_VALUE : first + SIZE - 1;
    }

    /** The last sequence number of the last group that is complete at this one; 0 for none. */
    public static long lastComplete(long sequenceNr) {
        return sequenceNr / SIZE * SIZE;
    }
}
