package io.vigil.core.patient;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientEvent.Spo2ScaleChanged;
import io.vigil.core.patient.PatientEvent.Transferred;

/**
 * As much of a patient as it takes to tell a whole alarm from an event about it: where the patient
 * lies, and what is open. It goes with the events as {@link PatientState} does, for less.
 *
 * @param admission null before the first
 */
public record AlarmContext(@Nullable Admission admission, OpenAlarms alarms) {

    public static final AlarmContext NONE = new AlarmContext(null, OpenAlarms.NONE);

    public static AlarmContext of(PatientState state) {
        return new AlarmContext(state.admission(), state.alarms());
    }

    /** The alarm that the event speaks of, as it is after it; null if there is none. */
    public @Nullable Alarm alarmAfter(PatientEvent event) {
        return AlarmHistory.after(alarms.get(AlarmHistory.subject(event)), event);
    }

    public AlarmContext after(PatientEvent event) {
        return switch (event) {
            case Admitted e ->
                new AlarmContext(
                        new Admission(
                                e.name(),
                                e.ward(),
                                e.bed(),
                                e.profile(),
                                e.spo2Scale(),
                                e.at(),
                                null),
                        OpenAlarms.NONE);
            case Transferred e ->
                admission == null
                        ? this
                        : new AlarmContext(admission.inBed(e.ward(), e.bed()), alarms);
            case Discharged e ->
                admission == null
                        ? this
                        : new AlarmContext(admission.closedAt(e.at()), OpenAlarms.NONE);
            case Spo2ScaleChanged e ->
                admission == null
                        ? this
                        : new AlarmContext(admission.withSpo2Scale(e.scale()), alarms);
            case PatientEvent e -> withAlarm(e);
        };
    }

    private AlarmContext withAlarm(PatientEvent event) {
        Alarm before = alarms.get(AlarmHistory.subject(event));
        Alarm after = AlarmHistory.after(before, event);
        return after == null || after.equals(before)
                ? this
                : new AlarmContext(admission, alarms.with(after));
    }
}
