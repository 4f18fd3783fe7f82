package io.vigil.ops.load;

import io.vigil.ops.replay.LinkedDevice;

import java.util.BitSet;
import java.util.function.LongConsumer;

/**
 * A patient's device and its own account of what it sent and what was acked.
 *
 * <p>One thread offers frames, the connection's thread hears acks; the link's lock is between the
 * two, so that what was noted before an offer is seen by the ack that answers it.
 */
final class SimulatedPatient {

    private final int number;
    private final LinkedDevice device;

    /** When each unacked frame was due; one place more than the link keeps, so none is reused. */
    private final long[] dueNanos;

    /** Frames that the device could not keep, because as many as it keeps were unacked. */
    private final BitSet withheld = new BitSet();

    private int frames;
    private long taken;
    private volatile long acked;
    private final PlannedAlarm alarm = new PlannedAlarm();

    SimulatedPatient(int number, LinkedDevice device, int framesKept) {
        this.number = number;
        this.device = device;
        this.dueNanos = new long[framesKept + 1];
    }

    int number() {
        return number;
    }

    long acked() {
        return acked;
    }

    /** Frames that were due so far. */
    int frames() {
        return frames;
    }

    boolean isWithheld(int frame) {
        return withheld.get(frame);
    }

    PlannedAlarm alarm() {
        return alarm;
    }

    /** Only the thread that offers asks: acks can but make more room. */
    boolean hasRoom() {
        return taken - acked < dueNanos.length - 1;
    }

    void withhold(int frame) {
        frames = frame + 1;
        withheld.set(frame);
    }

    /** False if the device is done for good: superseded, or the server's numbering is not its own. */
    boolean offer(LoadShape shape, int frame, long atMs, long due) {
        frames = frame + 1;
        dueNanos[(int) ((taken + 1) % dueNanos.length)] = due;
        boolean isTaken = device.observe(atMs, shape.values(number, frame), 0, shape.charted())
                .isPresent();
        if (isTaken) {
            taken++;
        } else {
            withheld.set(frame);
        }
        return isTaken;
    }

    /** Calls back with the due time of each frame that this ack is the first to cover. */
    void acked(long seq, LongConsumer due) {
        for (long covered = acked + 1; covered <= seq; covered++) {
            due.accept(dueNanos[(int) (covered % dueNanos.length)]);
        }
        acked = Math.max(acked, seq);
    }

    boolean isStreaming() {
        return device.isStreaming();
    }

    boolean isAllAcked() {
        return device.acked() >= device.offered();
    }
}
