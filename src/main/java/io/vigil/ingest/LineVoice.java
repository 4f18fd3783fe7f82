package io.vigil.ingest;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import java.util.function.Consumer;

/** What one device is told, and whether it holds. */
final class LineVoice {

    private final DeviceId device;
    private final Consumer<ServerMessage> socket;
    private boolean held;

    LineVoice(DeviceId device, Consumer<ServerMessage> socket) {
        this.device = device;
        this.socket = socket;
    }

    /** The device says hello: of what it was told before it knows nothing. */
    void begin() {
        held = false;
    }

    void ready(long epoch, long acked, @Nullable PatientId patient) {
        socket.accept(new ServerMessage.Ready(device, epoch, acked, Bounds.CREDIT_FRAMES, patient));
    }

    void ack(long epoch, long seq) {
        socket.accept(new ServerMessage.Ack(device, epoch, seq, Bounds.CREDIT_FRAMES));
    }

    void assigned(@Nullable PatientId patient) {
        socket.accept(new ServerMessage.Assigned(device, patient));
    }

    /** However often it was told so already: this answers a frame. */
    void hold(String reason) {
        held = true;
        notTaken(reason);
    }

    /** Once; it ends with the next ready or go. */
    void holdOnce(String reason) {
        if (!held) {
            hold(reason);
        }
    }

    /** A frame was not taken, and a ready is on its way or will say where to go on. */
    void notTaken(String reason) {
        socket.accept(new ServerMessage.Hold(device, reason));
    }

    void go(String reason) {
        held = false;
        socket.accept(new ServerMessage.Go(device, reason));
    }

    void goIfHeld(String reason) {
        if (held) {
            go(reason);
        }
    }

    void error(String reason) {
        socket.accept(new ServerMessage.ErrorMessage(reason, device));
    }
}
