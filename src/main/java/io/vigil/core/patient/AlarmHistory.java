package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.AlarmReleased;

/** How each event changes an alarm: the one place that the state, the feed and history share. */
public final class AlarmHistory {

    private AlarmHistory() {}

    /** The alarm that the event speaks of, or null if it speaks of none. */
    public static @Nullable AlarmId subject(PatientEvent event) {
        return switch (event) {
            case AlarmRaised e -> e.id();
            case AlarmEscalated e -> e.id();
            case AlarmEnded e -> e.id();
            case AlarmAcknowledged e -> e.id();
            case AlarmReleased e -> e.id();
            case PatientEvent other -> null;
        };
    }

    /**
     * The alarm after the event.
     *
     * @param before the alarm, null if it isn't known
     * @return null if the event tells of no alarm that is known
     */
    public static @Nullable Alarm after(@Nullable Alarm before, PatientEvent event) {
        if (event instanceof AlarmRaised raised) {
            return raised(before, raised);
        }
        if (before == null) {
            return null;
        }
        return switch (event) {
            case AlarmEscalated e -> before.withPriority(graver(before, e));
            case AlarmEnded e -> before.ended() == null ? before.withEnded(e.at()) : before;
            case AlarmAcknowledged e -> acknowledged(before, e);
            case AlarmReleased e -> before.withReleased();
            case PatientEvent other -> before;
        };
    }

    /** Raised again with the same id: the same alarm, with what was acknowledged of it. */
    private static Alarm raised(@Nullable Alarm before, AlarmRaised e) {
        return new Alarm(
                e.id(),
                e.condition(),
                e.vital(),
                e.device(),
                e.kind(),
                e.priority(),
                e.onset(),
                e.at(),
                e.value(),
                e.limit(),
                before == null ? null : before.acknowledged(),
                null,
                false);
    }

    private static Priority graver(Alarm before, AlarmEscalated e) {
        return before.priority().isBelow(e.priority()) ? e.priority() : before.priority();
    }

    /** The gravest acknowledgement stays; of two alike, the first. */
    private static Alarm acknowledged(Alarm before, AlarmAcknowledged e) {
        Acknowledgement known = before.acknowledged();
        if (known != null && !known.priority().isBelow(e.priority())) {
            return before;
        }
        return before.withAcknowledged(new Acknowledgement(e.by(), e.at(), e.priority()));
    }
}
