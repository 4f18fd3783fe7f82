package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.AlarmContext;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;
import io.vigil.journal.Stamp;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be published of one batch: every sample, and every alarm that changed, whole.
 *
 * @param site where the events were decided, unless the batch says otherwise
 */
record FeedRecords(PatientId patient, String site, Batch batch) {

    /** Events of the batch that one site has decided. */
    private record Part(int from, int to, String site, boolean ahead) {}

    /**
     * Adds the batch's records. What came ahead of its turn is published in its turn.
     *
     * @param before the alarms before the batch
     * @return the alarms after it
     */
    AlarmContext addTo(List<FeedRecord> records, AlarmContext before) {
        AlarmContext context = before;
        for (Part part : parts()) {
            for (int place = part.from(); place < part.to() && !part.ahead(); place++) {
                PatientEvent event = batch.events().get(place);
                switch (event) {
                    case PatientEvent.Observed e ->
                        records.add(new FeedRecord.Observed(patient, batch.number(), place, e));
                    case PatientEvent.ChartedByHand e ->
                        records.add(new FeedRecord.Charted(patient, batch.number(), place, e));
                    case PatientEvent e -> addAlarm(records, context, e, place, part.site());
                }
                context = context.after(event);
            }
        }
        return context;
    }

    /** Adds nothing, and tells the alarms after the batch. */
    AlarmContext pass(AlarmContext before) {
        AlarmContext context = before;
        for (Part part : parts()) {
            for (int place = part.from(); place < part.to() && !part.ahead(); place++) {
                context = context.after(batch.events().get(place));
            }
        }
        return context;
    }

    private List<Part> parts() {
        if (batch.stamps().isEmpty()) {
            return List.of(new Part(0, batch.events().size(), site, false));
        }
        List<Part> parts = new ArrayList<>(batch.stamps().size());
        int from = 0;
        for (Stamp stamp : batch.stamps()) {
            int to = from + stamp.events();
            parts.add(new Part(from, to, stamp.site().value(), stamp.ahead()));
            from = to;
        }
        return parts;
    }

    private void addAlarm(
            List<FeedRecord> records,
            AlarmContext context,
            PatientEvent event,
            int place,
            String decidedAt) {
        Alarm alarm = context.alarmAfter(event);
        Admission stay = context.admission();
        if (alarm != null && stay != null) {
            WardAlarm placed =
                    new WardAlarm(patient, stay.ward(), stay.bed(), alarm, true, decidedAt);
            records.add(new FeedRecord.AlarmChanged(batch.number(), place, placed));
        }
    }
}
