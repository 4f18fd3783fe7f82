package io.vigil.ops.drill;

import io.vigil.ops.replay.Frame;

/** A frame that a device has sent, and its fate. Guarded by its bed. */
final class Sent {

    private static final long NEVER = Long.MIN_VALUE;

    private final Frame frame;
    private final long seq;
    private final long dueNanos;
    private long ackedNanos = NEVER;

    Sent(Frame frame, long seq, long dueNanos) {
        this.frame = frame;
        this.seq = seq;
        this.dueNanos = dueNanos;
    }

    Frame frame() {
        return frame;
    }

    long seq() {
        return seq;
    }

    boolean isAcked() {
        return ackedNanos != NEVER;
    }

    void acked(long nowNanos) {
        ackedNanos = nowNanos;
    }

    int samples() {
        return frame instanceof Frame.Observation observation
                ? observation.values().size()
                : 0;
    }

    /** How long after this time it was acked; nothing if it was before, or was due only later. */
    long ackedAfterNanos(long sinceNanos, long nowNanos) {
        long end = isAcked() ? ackedNanos : nowNanos;
        return dueNanos < sinceNanos ? Math.max(0, end - sinceNanos) : 0;
    }

    /** How long it has waited for its ack since it was due, or since the fault if that was later. */
    long waitedNanos(long faultNanos, long nowNanos) {
        long end = isAcked() ? ackedNanos : nowNanos;
        return end - Math.max(dueNanos, faultNanos);
    }
}
