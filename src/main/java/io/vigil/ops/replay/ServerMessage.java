package io.vigil.ops.replay;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import java.util.List;

/** What the server says on the device stream, as docs/PROTOCOL.md lists it. */
sealed interface ServerMessage {

    /** Null if it is about the whole connection. */
    @Nullable
    DeviceId device();

    record Ready(
            DeviceId device,
            long epoch,
            long acked,
            int credit,
            @Nullable PatientId patient) implements ServerMessage {}

    record Ack(DeviceId device, long epoch, long seq, int credit) implements ServerMessage {}

    record Refused(DeviceId device, long seq, List<Problem> problems) implements ServerMessage {}

    record Hold(DeviceId device, String reason) implements ServerMessage {}

    record Go(DeviceId device) implements ServerMessage {}

    record Assigned(DeviceId device, @Nullable PatientId patient) implements ServerMessage {}

    record Failed(String reason, @Nullable DeviceId device) implements ServerMessage {}

    /** Passes it on; what {@link Failed} says becomes a complaint of the {@link Roster}. */
    default void tell(LinkListener listener) {
        switch (this) {
            case Ready m -> listener.ready(m.device(), m.epoch(), m.acked(), m.patient());
            case Ack m -> listener.acked(m.device(), m.seq());
            case Refused m -> listener.refused(m.device(), m.seq(), m.problems());
            case Hold m -> listener.held(m.device(), m.reason());
            case Go m -> listener.released(m.device());
            case Assigned m -> listener.assigned(m.device(), m.patient());
            case Failed m -> {}
        }
    }
}
