package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import java.util.ArrayList;
import java.util.List;

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
    private final List<LinkedDevice> devices = new ArrayList<>();
    private boolean connected;
    private int turn;
    private @Nullable Disorder disorder;

    Roster(WireCodec codec) {
        this.codec = codec;
    }

    void add(LinkedDevice device) {
        if (find(device.id()) != null) {
            throw new IllegalArgumentException("device " + device.id() + " is already on the link");
        }
        devices.add(device);
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
        for (LinkedDevice device : devices) {
            device.helloDue = !device.outbox.standing().isFinal();
        }
    }

    void disconnected() {
        connected = false;
        if (disorder != null) {
            disorder.clear();
        }
        devices.removeIf(device -> device.byeDue);
        for (LinkedDevice device : devices) {
            device.outbox.disconnected();
        }
    }

    void closed() {
        for (LinkedDevice device : devices) {
            device.outbox.end(Outbox.Standing.CLOSED);
        }
    }

    void leave(LinkedDevice device) {
        boolean isKnownToServer = connected && !device.helloDue;
        device.byeDue = isKnownToServer && !device.outbox.standing().isFinal();
        device.outbox.end(Outbox.Standing.CLOSED);
        if (!device.byeDue) {
            devices.remove(device);
        }
    }

    /** Takes the next message to send, each device in turn; null if there is none now. */
    byte @Nullable [] take(long now) {
        for (int i = 0; i < devices.size(); i++) {
            turn = turn + 1 < devices.size() ? turn + 1 : 0;
            byte[] message = disorder == null ? null : disorder.take();
            if (message == null) {
                message = take(devices.get(turn), now);
            }
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    private byte @Nullable [] take(LinkedDevice device, long now) {
        if (device.byeDue) {
            devices.remove(device);
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
        switch (message) {
            case ServerMessage.Ready ready -> {
                return ready(ready);
            }
            case ServerMessage.Ack ack -> {
                LinkedDevice device = find(ack.device());
                if (device != null) {
                    device.outbox.ack(ack.epoch(), ack.seq(), ack.credit());
                }
            }
            case ServerMessage.Hold hold -> {
                LinkedDevice device = find(hold.device());
                if (device != null) {
                    device.outbox.hold(hold.reason());
                }
            }
            case ServerMessage.Go go -> {
                LinkedDevice device = find(go.device());
                if (device != null) {
                    device.outbox.go();
                }
            }
            case ServerMessage.Assigned assigned -> {
                LinkedDevice device = find(assigned.device());
                if (device != null) {
                    device.outbox.assigned(assigned.patient() != null);
                }
            }
            case ServerMessage.Refused refused -> {}
            case ServerMessage.Failed failed -> {
                failed(failed);
                return new Complaint(failed.device(), failed.reason());
            }
        }
        return null;
    }

    private @Nullable Complaint ready(ServerMessage.Ready ready) {
        LinkedDevice device = find(ready.device());
        if (device == null) {
            return null;
        }
        String reason = device.outbox.ready(
                ready.epoch(), ready.acked(), ready.credit(), ready.patient() != null);
        return reason == null ? null : new Complaint(ready.device(), reason);
    }

    private void failed(ServerMessage.Failed failed) {
        LinkedDevice device = failed.device() == null ? null : find(failed.device());
        if (device == null) {
            return;
        }
        String reason = failed.reason();
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

    private @Nullable LinkedDevice find(DeviceId id) {
        for (LinkedDevice device : devices) {
            if (device.id().equals(id)) {
                return device;
            }
        }
        return null;
    }
}
