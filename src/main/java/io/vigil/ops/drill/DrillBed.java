package io.vigil.ops.drill;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Profile;
import io.vigil.ops.load.AlarmLedger;
import io.vigil.ops.load.ShapedFrames;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.FrameSource;
import io.vigil.ops.replay.LinkedDevice;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A patient, the device beside it, and the device's own account of a run: what it sent, what was
 * acked and when, and which alarms must come of it. One thread sends, the connection's hears acks.
 */
final class DrillBed {

    /** Who lies in it. */
    record Place(PatientId patient, WardId ward, BedId bed, String name, Profile profile) {

        DeviceId device() {
            return new DeviceId(patient + ".monitor");
        }
    }

    private final Place place;
    private final URI server;
    private final FrameSource source;
    private final Oracle oracle;
    private final LinkedDevice device;
    private final LongSupplier cutNanos;
    private final List<Sent> sent = new ArrayList<>();
    private long lastAt;

    /**
     * @param server that has the patient
     * @param cutNanos when the device's connection was last lost, 0 if it never was
     */
    DrillBed(
            Place place,
            URI server,
            FrameSource source,
            LinkedDevice device,
            LongSupplier cutNanos,
            long at) {
        this.server = server;
        this.cutNanos = cutNanos;
        this.place = place;
        this.source = source;
        this.device = device;
        this.oracle = new Oracle(place.patient(), place.device(), place.profile(), at);
    }

    Place place() {
        return place;
    }

    URI server() {
        return server;
    }

    long dueMs() {
        return source.dueMs();
    }

    /** Whether its frames are made up, and their alarms with them. */
    boolean isShaped() {
        return source instanceof ShapedFrames;
    }

    boolean isStreaming() {
        return device.isStreaming();
    }

    /** Whether its connection has held since then. */
    boolean isConnectedSince(long nanos) {
        long cut = cutNanos.getAsLong();
        return cut == 0 || cut < nanos;
    }

    /** What was sent before belongs to another run. */
    synchronized void begin() {
        sent.clear();
    }

    /**
     * Sends what is due.
     *
     * @throws DrillException if the device is done for good: the server gave it away
     */
    synchronized void send(long at, long dueNanos, AlarmLedger alarms) throws DrillException {
        lastAt = Math.max(at, lastAt + 1);
        for (Frame frame : source.frames(lastAt)) {
            for (AlarmId alarm : oracle.take(frame)) {
                alarms.expect(alarm, dueNanos);
            }
            OptionalLong seq = device.offer(frame);
            if (seq.isEmpty()) {
                throw new DrillException("device " + place.device()
                        + " takes no more frames: it was superseded, or all it keeps is unacked");
            }
            sent.add(new Sent(frame, seq.getAsLong(), dueNanos));
        }
        source.advance();
    }

    synchronized void acked(long seq, long nowNanos) {
        for (int at = sent.size() - 1; at >= 0; at--) {
            Sent one = sent.get(at);
            if (one.seq() <= seq) {
                if (one.isAcked()) {
                    return;
                }
                one.acked(nowNanos);
            }
        }
    }

    synchronized boolean isAllAcked() {
        return sent.stream().allMatch(Sent::isAcked);
    }

    /** Time of its last frame, ms since the epoch. */
    synchronized long lastAt() {
        return lastAt;
    }

    /** The sequence number up to which it has sent. */
    synchronized long lastSeq() {
        return sent.isEmpty() ? 0 : sent.getLast().seq();
    }

    synchronized boolean isAckedUpTo(long seq) {
        return sent.stream().allMatch(one -> one.seq() > seq || one.isAcked());
    }

    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** How long after this time all that was due by then was acked. */
    synchronized long ackedAfterNanos(long sinceNanos, long nowNanos) {
        return sent.stream()
                .mapToLong(one -> one.ackedAfterNanos(sinceNanos, nowNanos))
                .max()
                .orElse(0);
    }

    /** The longest that any of its frames waited for the ack, from the fault on. */
    synchronized long longestWaitNanos(long faultNanos, long nowNanos) {
        return sent.stream()
                .filter(one -> one.waitedNanos(faultNanos, nowNanos) > 0)
                .mapToLong(one -> one.waitedNanos(faultNanos, nowNanos))
                .max()
                .orElse(0);
    }
}
