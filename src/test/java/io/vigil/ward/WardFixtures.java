package io.vigil.ward;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;

import java.util.List;

/** Patients, alarms and reports for the tests of the ward and of its streams. */
public final class WardFixtures {

    public static final WardId ICU = new WardId("icu-1");
    public static final PatientId ANNA = new PatientId("p-1");
    public static final PatientId BERT = new PatientId("p-2");

    private WardFixtures() {}

    public static WardAlarm raised(PatientId patient, long onset, Priority priority) {
        return raised(patient, onset, priority, "test");
    }

    /** @param site may be long, to make a change that fills a socket quickly */
    public static WardAlarm raised(PatientId patient, long onset, Priority priority, String site) {
        Alarm alarm = new Alarm(
                AlarmId.of(patient, "spo2-low", onset),
                "spo2-low",
                Vital.SPO2,
                null,
                Kind.PHYSIOLOGICAL,
                priority,
                onset,
                onset + 10_000,
                86.0,
                90.0,
                null,
                null,
                false);
        return new WardAlarm(patient, ICU, new BedId("4"), alarm, false, site);
    }

    public static WardAlarm recorded(WardAlarm announced) {
        return with(announced, announced.alarm(), true);
    }

    public static WardAlarm ended(WardAlarm alarm, long at) {
        return with(alarm, alarm.alarm().withEnded(at), alarm.recorded());
    }

    private static WardAlarm with(WardAlarm shown, Alarm alarm, boolean recorded) {
        return new WardAlarm(
                shown.patient(), shown.ward(), shown.bed(), alarm, recorded, shown.site());
    }

    public static PatientReport in(PatientId patient, long number, WardAlarm... alarms) {
        return in(patient, "first", number, false, alarms);
    }

    public static PatientReport in(
            PatientId patient,
            String incarnation,
            long number,
            boolean complete,
            WardAlarm... alarms) {
        Presence here = new Presence.In(ICU, "Name of " + patient, new BedId("4"), 0);
        return new PatientReport(patient, incarnation, number, here, List.of(alarms), complete, 0);
    }

    public static PatientReport out(PatientId patient, long number, WardAlarm... alarms) {
        return new PatientReport(
                patient, "first", number, new Presence.Out(false), List.of(alarms), false, 0);
    }

    public static PatientVitals heartRate(PatientId patient, long at, double rate) {
        return new PatientVitals(patient, at, Values.of(Vital.HR, rate), News2.NONE);
    }
}
