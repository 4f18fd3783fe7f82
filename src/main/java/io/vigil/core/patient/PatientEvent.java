package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.List;

/**
 * What has happened to a patient: the journal's facts, in the order they were decided.
 *
 * <p>{@code at} is in ms since the epoch; {@code by} is the subject of the clinician's token.
 */
public sealed interface PatientEvent {

    long at();

    record Admitted(
            long at, String by, String name, WardId ward, BedId bed, Profile profile, int spo2Scale)
            implements PatientEvent {}

    record Transferred(long at, String by, WardId ward, BedId bed) implements PatientEvent {}

    record Discharged(long at, String by) implements PatientEvent {}

    /** The device's frames go on after this mark: what an earlier patient of it got stays acked. */
    record DeviceAttached(long at, String by, DeviceId device, long epoch, long seq)
            implements PatientEvent {}

    record DeviceDetached(long at, String by, DeviceId device) implements PatientEvent {}

    /** A frame of a device. {@code spot}: mask of the vitals measured once. */
    record Observed(
            DeviceId device,
            long epoch,
            long seq,
            long at,
            Values values,
            int spot,
            Charted charted)
            implements PatientEvent {}

    /** A device's own condition came or went. */
    record TechnicalReported(
            DeviceId device, long epoch, long seq, long at, String condition, boolean active)
            implements PatientEvent {}

    /** The device lost these frames and said so. */
    record GapDeclared(DeviceId device, long epoch, long seq, long through, long at)
            implements PatientEvent {}

    /** Charted by hand: no device, measured once. */
    record ChartedByHand(long at, String by, Values values, Charted charted)
            implements PatientEvent {}

    record AlarmRaised(
            AlarmId id,
            String condition,
            @Nullable Vital vital,
            @Nullable DeviceId device,
            Kind kind,
            Priority priority,
            long onset,
            long at,
            @Nullable Double value,
            @Nullable Double limit)
            implements PatientEvent {}

    record AlarmEscalated(AlarmId id, long at, Priority priority) implements PatientEvent {}

    record AlarmEnded(AlarmId id, long at) implements PatientEvent {}

    record AlarmAcknowledged(AlarmId id, long at, String by, Priority priority)
            implements PatientEvent {}

    /** A latched alarm was let go without an acknowledgement. */
    record AlarmReleased(AlarmId id, long at) implements PatientEvent {}

    /** The conditions that changed, whole; {@code version} counts the changes. */
    record LimitsChanged(long at, String by, long version, List<Condition> conditions)
            implements PatientEvent {}

    record Spo2ScaleChanged(long at, String by, int scale) implements PatientEvent {}
}
