package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.ward.WardAlarm;

/**
 * What is published of one durable event. A patient's records have a place: the number of their
 * batch, and which of its events they tell of. Places only rise, and the same event has the same
 * place for ever, so that a reader knows a record that comes again by the highest place it has seen.
 */
public sealed interface FeedRecord {

    PatientId patient();

    /** The number of the batch that holds the event. */
    long batch();

    /** The event's place in the batch, from 0. */
    int event();

    /** A transition of an alarm, which is told whole. */
    record AlarmChanged(long batch, int event, WardAlarm alarm) implements FeedRecord {
        @Override
        public PatientId patient() {
            return alarm.patient();
        }
    }

    /** A device's frame. */
    record Observed(PatientId patient, long batch, int event, PatientEvent.Observed frame)
            implements FeedRecord {}

    /** Values charted by hand. */
    record Charted(PatientId patient, long batch, int event, PatientEvent.ChartedByHand chart)
            implements FeedRecord {}
}
