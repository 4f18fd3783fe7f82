package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * The devices of one link: whose turn it is to send, and what the server's messages mean to each.
 * No I/O; guarded by the link's lock.
 */
final class Roster {

    /** A bad answer or a rejection, to be told to the caller. */
    record Complaint(@Nullable DeviceId device, String reason) {}

    private static final String SUPERSEDED = "superseded";
    private static final String OVER_CREDIT = "over credit";
    private static final String STALE_EPOCH = "stale epoch";
    private static final String GAP_EXPECTED = "gap: expected ";

    private final WireCodec codec;
    private final Map<DeviceId, LinkedDevice> devices = new LinkedHashMap<>();

    /** Whose turn it is; each is in it once at most. */
    private final Queue<LinkedDevice> turns = new ArrayDeque<>();

    private boolean connected;
    private @Nullable Disorder disorder;

    Roster(WireCodec codec) {
        this.codec = codec;
    }

    void add(LinkedDevice device) {
        if (devices.putIfAbsent(device.id(), device) != null) {
            throw new IllegalArgumentException("device " + device.id() + " is already on the link");
        }
        queue(device);
    }

    /** Null: no more of it. */
    void disorder(@Nullable Disorder next) {
        if (next == null && disorder != null) {
            disorder.end();
        } else {
            disorder = next;
        }
    }

    void connected() {
        connected = true;
        for (LinkedDevice device : devices.values()) {
            device.helloDue = !device.outbox.standing().isFinal();
            queue(device);
        }
    }

    void disconnected() {
        connected = false;
        if (disorder != null) {
            disorder.clear();
        }
        devices.values().removeIf(device -> device.byeDue);
        for (LinkedDevice device : devices.values()) {
            device.outbox.disconnected();
        }
    }

    void closed() {
        for (LinkedDevice device : devices.values()) {
            device.outbox.end(Outbox.Standing.CLOSED);
        }
    }

    OptionalLong offer(LinkedDevice device, Frame frame) {
        OptionalLong seq = device.outbox.offer(frame);
        queue(device);
        return seq;
    }

    void leave(LinkedDevice device) {
        boolean isKnownToServer = connected && !device.helloDue;
        device.byeDue = isKnownToServer && !device.outbox.standing().isFinal();
        device.outbox.end(Outbox.Standing.CLOSED);
        if (device.byeDue) {
            queue(device);
        } else {
            devices.remove(device.id());
        }
    }

    /** Something is to be sent now. */
    boolean isDue() {
        return connected && (!turns.isEmpty() || disorder != null && disorder.isDue());
    }

    /** Takes the next message to send, each device in turn; null if there is none now. */
    byte @Nullable [] take(long now) {
        byte[] message = disorder == null ? null : disorder.take();
        while (message == null) {
            LinkedDevice device = turns.poll();
            if (device == null) {
                return null;
            }
            device.isQueued = false;
            if (devices.get(device.id()) == device) {
                message = take(device, now);
                queue(device);
            }
        }
        return message;
    }

    private void queue(LinkedDevice device) {
        if (!device.isQueued && device.isDue()) {
            device.isQueued = true;
            turns.add(device);
        }
    }

    private byte @Nullable [] take(LinkedDevice device, long now) {
        if (device.byeDue) {
            device.byeDue = false;
            devices.remove(device.id());
            return codec.bye(device.id());
        }
        Outbox outbox = device.outbox;
        if (device.helloDue) {
            device.helloDue = false;
            return codec.hello(device.id(), outbox.epoch(), outbox.first(), now);
        }
        Outbox.Next next = outbox.take();
        if (next == null) {
            return null;
        }
        byte[] message = codec.encode(device.id(), next);
        if (disorder == null) {
            return message;
        }
        disorder.pass(device.id(), message);
        return disorder.take();
    }

    /** What the message changes; a complaint if there is something wrong, else null. */
    @Nullable
    Complaint apply(ServerMessage message) {
        LinkedDevice device = message.device() == null ? null : devices.get(message.device());
        Complaint complaint = null;
        if (device != null) {
            complaint = apply(message, device);
            queue(device);
        }
        return message instanceof ServerMessage.Failed failed
                ? new Complaint(failed.device(), failed.reason())
                : complaint;
    }

    private static @Nullable Complaint apply(ServerMessage message, LinkedDevice device) {
        Outbox outbox = device.outbox;
        switch (message) {
            case ServerMessage.Ready ready -> {
                return ready(ready, device);
            }
            case ServerMessage.Ack ack -> outbox.ack(ack.epoch(), ack.seq(), ack.credit());
            case ServerMessage.Hold hold -> outbox.hold(hold.reason());
            case ServerMessage.Go _ -> outbox.go();
            case ServerMessage.Assigned assigned -> outbox.assigned(assigned.patient() != null);
            case ServerMessage.Refused _ -> {}
            case ServerMessage.Failed failed -> failed(failed.reason(), device);
        }
        return null;
    }

    private static @Nullable Complaint ready(ServerMessage.Ready ready, LinkedDevice device) {
        String reason = device.outbox.ready(
                ready.epoch(), ready.acked(), ready.credit(), ready.patient() != null);
        return reason == null ? null : new Complaint(ready.device(), reason);
    }

    private static void failed(String reason, LinkedDevice device) {
        if (reason.equals(SUPERSEDED)) {
            device.outbox.end(Outbox.Standing.SUPERSEDED);
        } else if (reason.startsWith(STALE_EPOCH)) {
            device.outbox.end(Outbox.Standing.FAILED);
        } else if (reason.startsWith(OVER_CREDIT)) {
            device.outbox.overCredit();
        } else if (reason.startsWith(GAP_EXPECTED)) {
            expected(device, reason.substring(GAP_EXPECTED.length()));
        }
    }

    private static void expected(LinkedDevice device, String number) {
        try {
            device.outbox.expected(Long.parseLong(number.strip()));
        } catch (NumberFormatException e) {
            device.outbox.end(Outbox.Standing.FAILED);
        }
    }
}
