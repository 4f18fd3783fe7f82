package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profiles;

/**
 * A site's detection memory beside alarms that come from elsewhere. How long a value has been beyond
 * its bound is the site's own affair; that an alarm is there is everybody's: a tracker is raised
 * exactly when an alarm of its condition has not ended, so that the site that takes a device over
 * neither raises it twice nor takes for raised what never was.
 */
final class Trackers {

    private Trackers() {}

    static PatientState raised(PatientState patient, AlarmRaised raise) {
        int place = Profiles.place(raise.condition());
        if (place < 0) {
            return patient;
        }
        Tracker tracker = patient.trackers().get(place);
        boolean isKnown = tracker.isRaised() && tracker.onsetOrZero() == raise.onset();
        return isKnown ? patient : patient.withTracker(place, new Tracker.Raised(raise.onset()));
    }

    static PatientState reconciled(PatientState patient, Merge facts) {
        PatientState next = patient;
        for (int place = 0; place < Profiles.CONDITION_COUNT; place++) {
            Tracker was = patient.trackers().get(place);
            if (was.isRaised() || !patient.alarms().isEmpty()) {
                Tracker is = reconciled(patient, facts, patient.conditions().get(place), was);
                next = is.equals(was) ? next : next.withTracker(place, is);
            }
        }
        return next;
    }

    private static Tracker reconciled(
            PatientState patient, Merge facts, Condition condition, Tracker was) {
        Long first = firstOnset(patient, condition.name(), was);
        if (first != null) {
            boolean isKnown = was.isRaised() && was.onsetOrZero() == first;
            return isKnown ? was : new Tracker.Raised(first);
        }
        return was.isRaised() ? unraised(patient, facts, condition, was.onsetOrZero()) : was;
    }

    /** The tracker's own onset if an alarm has it, else the earliest; null if there is no alarm. */
    private static @Nullable Long firstOnset(PatientState patient, String condition, Tracker was) {
        Long first = null;
        for (Alarm alarm : patient.openAlarms()) {
            if (alarm.ended() == null
                    && alarm.kind() == Kind.PHYSIOLOGICAL
                    && alarm.condition().equals(condition)) {
                if (was.isRaised() && alarm.onset() == was.onsetOrZero()) {
                    return alarm.onset();
                }
                first = first == null ? alarm.onset() : Math.min(first, alarm.onset());
            }
        }
        return first;
    }

    /**
     * An alarm that ended elsewhere leaves nothing behind. One that samples from elsewhere would have
     * raised here, by limits that were not yet in force there, is raised by the next own sample.
     */
    private static Tracker unraised(
            PatientState patient, Merge facts, Condition condition, long onset) {
        AlarmId id = AlarmId.of(patient.id(), condition.name(), onset);
        boolean hasEnded = facts.alarms().containsKey(id);
        return hasEnded || !condition.enabled()
                ? Tracker.IDLE
                : new Tracker.Pending(onset, condition.delayMs());
    }
}
