package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;

import java.util.List;

/** What the server says to a device. */
public sealed interface ServerMessage {

    record Ready(
            DeviceId device,
            long epoch,
            long acked,
            int credit,
            @Nullable PatientId patient) implements ServerMessage {}

    /** All frames of the epoch up to {@code seq} are durable. */
    record Ack(DeviceId device, long epoch, long seq, int credit) implements ServerMessage {}

    record RefusedFrame(DeviceId device, long seq, List<Refused> problems)
            implements ServerMessage {}

    record Hold(DeviceId device, String reason) implements ServerMessage {}

    record Go(DeviceId device, String reason) implements ServerMessage {}

    record Assigned(DeviceId device, @Nullable PatientId patient) implements ServerMessage {}

    record ErrorMessage(String reason, @Nullable DeviceId device) implements ServerMessage {}
}
