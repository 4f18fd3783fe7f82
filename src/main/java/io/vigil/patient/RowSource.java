package io.vigil.patient;

/** How an {@link Outbox} gets rows back that it no longer has in memory, one reading at a time. */
public interface RowSource {

    /**
     * Begins to read, to be answered by {@link Outbox#read} with the same number: with as many rows
     * as are sent at once, or with none and why.
     *
     * @return false if too many read already
     */
    boolean read(long reading, long first, long last);

    /** What was read is gone from memory: somebody else may read. */
    void giveUp();

    /** Rows could not be read: {@code why}, in words for the log. */
    void failed(String why);
}
