package io.vigil.ops.replay;

import io.vigil.core.Nullable;

import java.util.OptionalLong;

/**
 * What one device still owes the server.
 *
 * <p>The rule of the device stream: acked means durable, unacked means the sender still has it. A
 * frame gets its sequence number here and stays until the server has acked it, through any number
 * of connections; each {@code ready} says where to go on. At the bound {@link #offer} refuses, so
 * that the caller knows: nothing is ever dropped in silence. Not safe for use by several threads.
 */
public final class Outbox {

    /** Where the device stands with the server. */
    public enum Standing {
        /** No connection, or the server has not answered {@code hello} yet. */
        WAITING,
        STREAMING,
        HELD,
        /** For good: a newer connection claimed the device. */
        SUPERSEDED,
        /** For good: going on would lose or double frames. */
        FAILED,
        /** For good: the device said bye. */
        CLOSED;

        boolean isFinal() {
            return this == SUPERSEDED || this == FAILED || this == CLOSED;
        }
    }

    /** What to send next for the device. */
    public sealed interface Next {
        record Send(long seq, Frame frame) implements Next {}

        record DeclareGap(long seq, long through) implements Next {}
    }

    public static final String UNASSIGNED = "unassigned";

    private final long epoch;
    private final @Nullable Frame[] unacked;
    private Standing standing = Standing.WAITING;
    private long acked;
    private long sent;
    private long sentEver;
    private long offered;
    private int credit;
    private boolean unassigned;
    private long rewoundTo;
    private long sentBefore;
    private Next.@Nullable DeclareGap gap;

    /**
     * @param epoch raised whenever the device's numbering starts again
     * @param framesMax how many unacked frames it keeps
     */
    public Outbox(long epoch, int framesMax) {
        this.epoch = epoch;
        this.unacked = new Frame[framesMax];
    }

    public long epoch() {
        return epoch;
    }

    public Standing standing() {
        return standing;
    }

    public long acked() {
        return acked;
    }

    /** The highest sequence number given out. */
    public long offered() {
        return offered;
    }

    /** The first sequence number it would send, for {@code hello}. */
    public long first() {
        return acked + 1;
    }

    /** The frame's sequence number; empty at the bound, or when the device is done for good. */
    public OptionalLong offer(Frame frame) {
        if (standing.isFinal() || offered - acked >= unacked.length) {
            return OptionalLong.empty();
        }
        offered++;
        unacked[place(offered)] = frame;
        return OptionalLong.of(offered);
    }

    /** Whether something may be sent now. */
    boolean isDue() {
        return standing == Standing.STREAMING && (gap != null || isFrameDue());
    }

    private boolean isFrameDue() {
        return sent < offered && sent - acked < credit;
    }

    /** Takes the next thing to send, or null if nothing may be sent now. */
    public @Nullable Next take() {
        if (standing != Standing.STREAMING) {
            return null;
        }
        if (gap != null) {
            Next declared = gap;
            gap = null;
            return declared;
        }
        Frame frame = isFrameDue() ? unacked[place(sent + 1)] : null;
        if (frame == null) {
            return null;
        }
        sent++;
        sentEver = Math.max(sentEver, sent);
        return new Next.Send(sent, frame);
    }

    /** The connection is gone: all that is unacked goes out again once the server is ready. */
    public void disconnected() {
        if (!standing.isFinal()) {
            standing = Standing.WAITING;
            rewind(acked);
        }
    }

    /**
     * The server has answered {@code hello}. While the device changes its patient, the answer may lag
     * behind what was acked: only a patient's own answer can tell of a loss.
     *
     * @return what is wrong with the answer, or null
     */
    public @Nullable String ready(long itsEpoch, long itsAcked, int itsCredit, boolean assigned) {
        if (standing.isFinal()) {
            return null;
        }
        if (itsEpoch != epoch) {
            standing = Standing.FAILED;
            return "the server is at epoch " + itsEpoch + ", the device at " + epoch;
        }
        if (itsAcked > sentEver) {
            standing = Standing.FAILED;
            return "the server acked " + itsAcked + " of epoch " + epoch
                    + ", the device sent up to " + sentEver
                    + ": another device has its id, or its epoch was not raised";
        }
        long wasAcked = acked;
        acknowledge(itsAcked);
        credit = itsCredit;
        unassigned = !assigned;
        standing = assigned ? Standing.STREAMING : Standing.HELD;
        rewind(acked);
        if (assigned && itsAcked < wasAcked) {
            gap = new Next.DeclareGap(itsAcked + 1, wasAcked);
            return "the server lost " + (itsAcked + 1) + " to " + wasAcked + ", which it had acked";
        }
        return null;
    }

    public void ack(long itsEpoch, long seq, int itsCredit) {
        if (itsEpoch == epoch && seq <= sentEver) {
            acknowledge(seq);
            credit = itsCredit;
        }
    }

    public void hold(String reason) {
        unassigned |= reason.equals(UNASSIGNED);
        if (standing == Standing.STREAMING) {
            standing = Standing.HELD;
        }
    }

    /** What was sent into the hold may not have been kept; what was kept is dropped as double. */
    public void go() {
        unassigned = false;
        if (standing == Standing.HELD) {
            standing = Standing.STREAMING;
            rewind(acked);
        }
    }

    public void assigned(boolean toPatient) {
        if (!toPatient) {
            hold(UNASSIGNED);
        } else if (unassigned) {
            go();
        }
    }

    /**
     * The server took nothing after {@code expected - 1} and says so for each frame in flight. If it
     * still does once more was sent than ever was then, what was sent again got lost, too.
     */
    public void expected(long expected) {
        boolean isKnown = expected == rewoundTo && sent <= sentBefore;
        if (isKnown || expected > sent) {
            return;
        }
        rewoundTo = expected;
        sentBefore = sent;
        if (expected <= acked) {
            gap = new Next.DeclareGap(expected, acked);
        }
        sent = Math.max(expected - 1, acked);
    }

    /** The server took nothing beyond its credit: what is unacked goes out again, in turn. */
    public void overCredit() {
        if (sent > acked + 1) {
            credit = Math.max(1, Math.min(credit, (int) (sent - acked) - 1));
            rewind(acked);
        }
    }

    public void end(Standing end) {
        if (!standing.isFinal()) {
            standing = end;
        }
    }

    private void acknowledge(long seq) {
        for (long acknowledged = acked + 1; acknowledged <= seq; acknowledged++) {
            unacked[place(acknowledged)] = null;
        }
        if (seq > acked) {
            acked = seq;
            rewoundTo = 0;
        }
        sent = Math.max(sent, acked);
    }

    private void rewind(long to) {
        sent = to;
        rewoundTo = 0;
        gap = null;
    }

    private int place(long seq) {
        return (int) (seq % unacked.length);
    }
}
