package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;
import io.vigil.core.patient.PatientState;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;

/** What a device's session is told, by the device's entity and by its patient. */
public sealed interface DeviceNotice {

    DeviceId device();

    /**
     * The claim is granted.
     *
     * @param patient null while the device is assigned to nobody
     * @param epoch and {@code seq}: up to where its frames were durable when a patient last let go
     */
    record Claimed(DeviceId device, @Nullable PatientId patient, long epoch, long seq)
            implements DeviceNotice {}

    /** A newer connection has claimed the device. */
    record Superseded(DeviceId device) implements DeviceNotice {}

    /** The device serves another patient from now on, or nobody. */
    record Assigned(DeviceId device, @Nullable PatientId patient) implements DeviceNotice {}

    /** The patient knows the device; frames after {@code acked} are next, sent to {@code entity}. */
    record Welcome(
            DeviceId device,
            PatientId patient,
            long epoch,
            long acked,
            ActorRef<PatientEntity.Command> entity)
            implements DeviceNotice {}

    /**
     * What a session on another node needs to judge the device's frames while the patient can't:
     * after each welcome, and whenever a person has changed something.
     *
     * @param state as it is durable
     * @param site where the patient's alarms are decided
     */
    record Watched(DeviceId device, PatientState state, String site) implements DeviceNotice {}

    /** All frames of the epoch up to here are durable. */
    record Durable(DeviceId device, long epoch, long seq) implements DeviceNotice {}

    /** Parts of a frame that were refused; the frame itself is acked in turn. */
    record PartsRefused(DeviceId device, long seq, List<Refused> problems)
            implements DeviceNotice {}

    /** A frame skipped a number and was not kept. */
    record OutOfOrder(DeviceId device, long seq, long expected) implements DeviceNotice {}

    /** The device has a newer epoch already. */
    record StaleEpoch(DeviceId device, long current) implements DeviceNotice {}

    /** A message that can't be taken as it is; nothing of it was kept. */
    record Invalid(DeviceId device, List<Refused> problems) implements DeviceNotice {}

    /** The patient does not have this device: its frames are not kept. */
    record NotAttached(DeviceId device) implements DeviceNotice {}

    /** Stop sending: storage is down, or a memory bound is reached. A frame now is not kept. */
    record Hold(DeviceId device, String reason) implements DeviceNotice {}

    /** The patient's actor stops here to start elsewhere: a frame now is not kept. */
    record Moving(DeviceId device) implements DeviceNotice {}

    record Go(DeviceId device, String reason) implements DeviceNotice {}

    /** The device's entity can't answer now. */
    record Unavailable(DeviceId device, String reason) implements DeviceNotice {}
}
