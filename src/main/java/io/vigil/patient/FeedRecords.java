package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.AlarmContext;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;

import java.util.List;

/** What is to be published of one batch: every sample, and every alarm that changed, whole. */
record FeedRecords(PatientId patient, String site, Batch batch) {

    /**
     * Adds the batch's records.
     *
     * @param before the alarms before the batch
     * @return the alarms after it
     */
    AlarmContext addTo(List<FeedRecord> records, AlarmContext before) {
        AlarmContext context = before;
        int place = 0;
        for (PatientEvent event : batch.events()) {
            switch (event) {
                case PatientEvent.Observed e ->
                    records.add(new FeedRecord.Observed(patient, batch.number(), place, e));
                case PatientEvent.ChartedByHand e ->
                    records.add(new FeedRecord.Charted(patient, batch.number(), place, e));
                case PatientEvent e -> addAlarm(records, context, e, place);
            }
            context = context.after(event);
            place++;
        }
        return context;
    }

    /** Adds nothing, and tells the alarms after the batch. */
    AlarmContext pass(AlarmContext before) {
        AlarmContext context = before;
        for (PatientEvent event : batch.events()) {
            context = context.after(event);
        }
        return context;
    }

    private void addAlarm(
            List<FeedRecord> records, AlarmContext context, PatientEvent event, int place) {
        Alarm alarm = context.alarmAfter(event);
        Admission stay = context.admission();
        if (alarm != null && stay != null) {
            WardAlarm placed = new WardAlarm(patient, stay.ward(), stay.bed(), alarm, true, site);
            records.add(new FeedRecord.AlarmChanged(batch.number(), place, placed));
        }
    }
}
