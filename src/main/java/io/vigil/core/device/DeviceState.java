package io.vigil.core.device;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

/**
 * Whose device this is. A change of patient takes two steps, each durable: the old patient lets go
 * and says how far it took the frames, then the new one goes on from there. In between the device
 * is told to hold.
 *
 * @param patient the patient it is to serve, or null
 * @param leaving the patient that has yet to let go, or null
 * @param joined whether {@code patient} has taken it
 * @param epoch and {@code seq}: the mark at which the last patient let go
 */
public record DeviceState(
        DeviceId id,
        @Nullable PatientId patient,
        @Nullable PatientId leaving,
        boolean joined,
        long epoch,
        long seq) {

    /** What is still to be done for an assignment. */
    public sealed interface Step {
        record Leave(PatientId from) implements Step {}

        record Join(PatientId to, long epoch, long seq) implements Step {}

        record Done() implements Step {}
    }

    public static DeviceState unknown(DeviceId id) {
        return new DeviceState(id, null, null, false, 0, 0);
    }

    /** The patient that frames go to, or null while there is none. */
    public @Nullable PatientId serving() {
        return joined && leaving == null ? patient : null;
    }

    public Step nextStep() {
        if (leaving != null) {
            return new Step.Leave(leaving);
        }
        return patient == null || joined ? new Step.Done() : new Step.Join(patient, epoch, seq);
    }

    /** Total and silent. */
    public DeviceState evolve(DeviceEvent event) {
        return switch (event) {
            case DeviceEvent.Assigned e -> assigned(e.patient());
            case DeviceEvent.Left e ->
                new DeviceState(id, patient, null, joined, e.epoch(), e.seq());
            case DeviceEvent.Joined e -> new DeviceState(id, patient, leaving, true, epoch, seq);
        };
    }

    /** A patient that may have taken it must let go, even if its answer never came. */
    private DeviceState assigned(@Nullable PatientId next) {
        @Nullable PatientId from = leaving != null ? leaving : patient;
        return new DeviceState(id, next, from, false, epoch, seq);
    }
}
