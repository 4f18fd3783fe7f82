package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.time.Duration;
import java.util.OptionalLong;

/** One device on a {@link DeviceLink}. Safe for use by several threads. */
public final class LinkedDevice {

    private final DeviceLink link;
    private final DeviceId id;

    /** Guarded by the link's lock, as are the flags. */
    final Outbox outbox;

    boolean helloDue = true;
    boolean byeDue;

    /** It waits for its turn to send. */
    boolean isQueued;

    LinkedDevice(DeviceLink link, DeviceId id, Outbox outbox) {
        this.link = link;
        this.id = id;
        this.outbox = outbox;
    }

    public DeviceId id() {
        return id;
    }

    /** Something of it is to be sent. Under the link's lock. */
    boolean isDue() {
        return byeDue || helloDue || outbox.isDue();
    }

    /** Sends a frame of streamed values. */
    public OptionalLong observe(long at, Values values) {
        return observe(at, values, 0, Charted.NONE);
    }

    /**
     * Sends a frame.
     *
     * @param spot mask of the vitals that were measured once
     * @return its sequence number; empty if as many frames are unacked as the link keeps, or the
     *     device is done for good: then the frame was not taken
     */
    public OptionalLong observe(long at, Values values, int spot, Charted charted) {
        return offer(new Frame.Observation(at, values, spot, charted));
    }

    /** Reports a condition of the device itself; taken or not as {@link #observe} says. */
    public OptionalLong technical(long at, String condition, boolean active) {
        return offer(new Frame.Technical(at, condition, active));
    }

    /** Sends a frame of either kind; taken or not as {@link #observe} says. */
    public OptionalLong offer(Frame frame) {
        return link.offer(this, frame);
    }

    /** The highest sequence number given out. */
    public long offered() {
        return link.read(outbox::offered);
    }

    /** The highest sequence number that the server holds durably. */
    public long acked() {
        return link.read(outbox::acked);
    }

    /** Whether frames go out now: connected, ready, assigned to a patient and not held. */
    public boolean isStreaming() {
        return link.read(() -> outbox.standing() == Outbox.Standing.STREAMING);
    }

    /** Whether the device is done for good: superseded, failed or closed. */
    public boolean isDone() {
        return link.read(() -> outbox.standing().isFinal());
    }

    /** Waits until all that was taken so far is durable; false when the time is up. */
    public boolean awaitAcked(Duration timeout) throws InterruptedException {
        long seq = offered();
        return link.await(() -> outbox.acked() >= seq || outbox.standing().isFinal(), timeout)
                && acked() >= seq;
    }

    /** Waits until frames go out; false when the time is up. */
    public boolean awaitStreaming(Duration timeout) throws InterruptedException {
        return link.await(
                        () -> outbox.standing() == Outbox.Standing.STREAMING
                                || outbox.standing().isFinal(),
                        timeout)
                && isStreaming();
    }

    /** Leaves the connection; what is unacked then is not sent any more. */
    public void bye() {
        link.leave(this);
    }
}
