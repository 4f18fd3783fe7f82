package io.vigil.ingest;

import io.vigil.core.Bounds;

/**
 * Which frames of a device are with its patient and not yet durable.
 *
 * <p>They are remembered by number and not only counted: a frame that is sent again takes no second
 * credit, and the refusal of one gives back exactly its own. At most {@link Bounds#CREDIT_FRAMES}.
 */
final class Credit {

    private final long[] outstanding = new long[Bounds.CREDIT_FRAMES];
    private int count;
    private long acked;

    /** Everything up to {@code durable} is, and nothing is on its way. */
    void restart(long durable) {
        acked = durable;
        count = 0;
    }

    enum Taken {
        /** It may go to the patient. */
        NEW,
        /** It may, and costs nothing: it is durable, or on its way. */
        AGAIN,
        ABOVE
    }

    Taken take(long seq) {
        if (seq <= acked || place(seq) >= 0) {
            return Taken.AGAIN;
        }
        if (count == outstanding.length) {
            return Taken.ABOVE;
        }
        outstanding[count++] = seq;
        return Taken.NEW;
    }

    /** @return how many frames thereby are durable */
    int durable(long seq) {
        int before = count;
        acked = Math.max(acked, seq);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (outstanding[i] > acked) {
                outstanding[kept++] = outstanding[i];
            }
        }
        count = kept;
        return before - kept;
    }

    /**
     * The patient did not keep the frame.
     *
     * @return false if it was not on its way
     */
    boolean refused(long seq) {
        int place = place(seq);
        if (place >= 0) {
            outstanding[place] = outstanding[--count];
        }
        return place >= 0;
    }

    int outstanding() {
        return count;
    }

    private int place(long seq) {
        for (int i = 0; i < count; i++) {
            if (outstanding[i] == seq) {
                return i;
            }
        }
        return -1;
    }
}
