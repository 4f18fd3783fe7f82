package io.vigil.core.alarm;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.vitals.Vital;

/**
 * One alarm of one patient, from its onset to its end.
 *
 * @param condition the condition's name: {@code spo2-low}, {@code no-data}
 * @param vital the vital watched, null for scores and technical conditions
 * @param device the device a technical condition speaks of, else null
 * @param onset time of the first sample beyond the bound
 * @param raised time of the sample that completed the delay
 * @param value that sample's value, null for technical conditions
 * @param limit the bound then in force, null for technical conditions
 * @param acknowledged the gravest acknowledgement, or null
 * @param ended when the condition went away, or null while it is there
 * @param released true once a latched alarm is let go without an acknowledgement: by discharge
 *     or because newer ones of the same condition are latched
 */
public record Alarm(
        AlarmId id,
        String condition,
        @Nullable Vital vital,
        @Nullable DeviceId device,
        Kind kind,
        Priority priority,
        long onset,
        long raised,
        @Nullable Double value,
        @Nullable Double limit,
        @Nullable Acknowledgement acknowledged,
        @Nullable Long ended,
        boolean released) {

    public AlarmState state() {
        boolean seen = isSeen();
        if (ended == null) {
            return seen ? AlarmState.ACKNOWLEDGED : AlarmState.ACTIVE;
        }
        return seen || released || priority != Priority.HIGH
                ? AlarmState.ENDED
                : AlarmState.LATCHED;
    }

    public boolean isOpen() {
        return state() != AlarmState.ENDED;
    }

    /** Acknowledged at no lower a priority than it has now. */
    public boolean isSeen() {
        return acknowledged != null && !acknowledged.priority().isBelow(priority);
    }

    public Alarm withPriority(Priority graver) {
        return changed(graver, acknowledged, ended, released);
    }

    public Alarm withAcknowledged(Acknowledgement by) {
        return changed(priority, by, ended, released);
    }

    public Alarm withEnded(long at) {
        return changed(priority, acknowledged, at, released);
    }

    public Alarm withReleased() {
        return changed(priority, acknowledged, ended, true);
    }

    /** What a transition can change; the rest is fixed when the alarm is raised. */
    private Alarm changed(
            Priority nextPriority,
            @Nullable Acknowledgement nextAcknowledged,
            @Nullable Long nextEnded,
            boolean nextReleased) {
        return new Alarm(
                id,
                condition,
                vital,
                device,
                kind,
                nextPriority,
                onset,
                raised,
                value,
                limit,
                nextAcknowledged,
                nextEnded,
                nextReleased);
    }
}
