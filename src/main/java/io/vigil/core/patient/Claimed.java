package io.vigil.core.patient;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;

/** What only one patient can have. */
public sealed interface Claimed {

    record Bed(WardId ward, BedId bed) implements Claimed {}

    record Device(DeviceId device) implements Claimed {}

    /** The device it speaks of; null for a bed. */
    default @Nullable DeviceId deviceOrNull() {
        return switch (this) {
            case Bed _ -> null;
            case Device d -> d.device();
        };
    }

    /** Whether the patient has it, as far as is shown. */
    default boolean isOf(PatientState patient) {
        return patient.isAdmitted()
                && switch (this) {
                    case Bed b -> {
                        Admission stay = patient.stay();
                        yield stay.ward().equals(b.ward()) && stay.bed().equals(b.bed());
                    }
                    case Device d -> patient.devices().attached(d.device()) != null;
                };
    }

    /** Whether an identity conflict is about this: a patient has one bed at a time. */
    default boolean isSubjectOf(Alarm conflict) {
        DeviceId device = deviceOrNull();
        return device == null ? conflict.device() == null : device.equals(conflict.device());
    }
}
