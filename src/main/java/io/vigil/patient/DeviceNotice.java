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

    /** All but the welcome: it names no actor, so whoever plays a patient can tell it as well. */
    sealed interface Plain extends DeviceNotice {}

    /**
     * The claim is granted.
     *
     * @param patient null while the device is assigned to nobody
     * @param epoch and {@code seq}: up to where its frames were durable when a patient last let go
     */
    record Claimed(DeviceId device, @Nullable PatientId patient, long epoch, long seq)
            implements Plain {}

    /** A newer connection has claimed the device. */
    record Superseded(DeviceId device) implements Plain {}

    /** The device serves another patient from now on, or nobody. */
    record Assigned(DeviceId device, @Nullable PatientId patient) implements Plain {}

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
    record Watched(DeviceId device, PatientState state, String site) implements Plain {}

    /** All frames of the epoch up to here are durable. */
    record Durable(DeviceId device, long epoch, long seq) implements Plain {}

    /** Parts of a frame that were refused; the frame itself is acked in turn. */
    record PartsRefused(DeviceId device, long seq, List<Refused> problems) implements Plain {}

    /** A frame skipped a number and was not kept. */
    record OutOfOrder(DeviceId device, long seq, long expected) implements Plain {}

    /** The device has a newer epoch already. */
    record StaleEpoch(DeviceId device, long current) implements Plain {}

    /** A message that can't be taken as it is; nothing of it was kept. */
    record Invalid(DeviceId device, List<Refused> problems) implements Plain {}

    /** The patient does not have this device: its frames are not kept. */
    record NotAttached(DeviceId device) implements Plain {}

    /** Stop sending: storage is down, or a memory bound is reached. A frame now is not kept. */
    record Hold(DeviceId device, String reason) implements Plain {}

    /** The patient's actor stops here to start elsewhere: a frame now is not kept. */
    record Moving(DeviceId device) implements Plain {}

    record Go(DeviceId device, String reason) implements Plain {}

    /** The device's entity can't answer now. */
    record Unavailable(DeviceId device, String reason) implements Plain {}
}
