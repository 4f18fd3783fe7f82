package io.vigil.patient;

import io.vigil.journal.Batch;

import java.util.List;

/**
 * Where a patient's durable batches go: what it is to get of them, and how. Its {@link Outbox} sees
 * to the order, to one handful at a time, and to what no longer is in memory.
 */
public interface Destination {

    /** As the log names it. */
    String name();

    /** It takes things now: it makes sense to read back what it hasn't got. */
    boolean isOpen();

    /** Adds to the handful what it is to get of a batch. */
    void add(Batch batch);

    /** A batch that it has, and that is read only as the others begin before it. */
    void pass(Batch batch);

    /** False: nothing of the batches that were added concerns it. */
    boolean hasHandful();

    /** Hands the handful over, to be answered in time; false: not now. */
    boolean send();

    /** The handful has arrived, or is to be made anew. */
    void forget();

    /** What didn't arrive is read back, and not kept until it goes out again. */
    boolean isMadeAnew();

    /** How long an answer may take, in ms. */
    long patienceMs();

    /** Sends at once what of these batches must not wait for those before them. */
    void overtake(List<Batch> batches);

    /** How many more batches it hasn't got. */
    void count(long more);
}
