package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link AlarmBook} is for a patient of one site, where several sites decide: there an event
 * alone doesn't tell what becomes of an alarm, and one changes without any of its own, as when a
 * discharge that had closed it no longer holds. So alarms are compared before and after each step.
 *
 * <p>Steps are recorded in the order in which they were announced; an alarm is recorded when all
 * steps that had to do with it are.
 */
final class SharedAlarmBook {

    /** An alarm of which not all is recorded. */
    private static final class Line {
        private int announced;
        /** As it was last shown: what has ended may be forgotten before that is recorded. */
        private @Nullable Alarm alarm;
    }

    private final ArrayDeque<Set<AlarmId>> steps = new ArrayDeque<>();
    private final Map<AlarmId, Line> lines = new HashMap<>();

    /** True while an announced change of the alarm is not durable. */
    boolean isUnrecorded(AlarmId id) {
        return lines.containsKey(id);
    }

    /** A step that is shown at once: the alarms that changed. */
    List<AlarmBook.Version> announce(Replica before, Replica after, List<PatientEvent> events) {
        Set<AlarmId> changed = changed(before, after);
        Set<AlarmId> touched = new LinkedHashSet<>(changed);
        for (PatientEvent event : events) {
            AlarmId id = AlarmHistory.subject(event);
            if (id != null) {
                touched.add(id);
            }
        }
        for (AlarmId id : touched) {
            Line line = lines.computeIfAbsent(id, key -> new Line());
            line.announced++;
            line.alarm = known(after, id, line.alarm);
        }
        steps.add(touched);
        return versions(changed, after);
    }

    /** The first of the announced steps is durable: the alarms that are thereby recorded. */
    List<AlarmBook.Version> landed(Replica shown) {
        List<AlarmBook.Version> recorded = new ArrayList<>();
        for (AlarmId id : steps.remove()) {
            Line line = lines.get(id);
            if (line != null && --line.announced == 0) {
                lines.remove(id);
                Alarm alarm = known(shown, id, line.alarm);
                if (alarm != null) {
                    recorded.add(new AlarmBook.Version(alarm, true));
                }
            }
        }
        return recorded;
    }

    /** A step that is shown now that it is durable. */
    List<AlarmBook.Version> revealed(Replica before, Replica after) {
        Set<AlarmId> changed = changed(before, after);
        for (AlarmId id : changed) {
            Line line = lines.get(id);
            if (line != null) {
                line.alarm = known(after, id, line.alarm);
            }
        }
        return versions(changed, after);
    }

    private static @Nullable Alarm known(Replica shown, AlarmId id, @Nullable Alarm otherwise) {
        Alarm alarm = shown.alarm(id);
        return alarm == null ? otherwise : alarm;
    }

    private static Set<AlarmId> changed(Replica before, Replica after) {
        Set<AlarmId> changed = new LinkedHashSet<>();
        if (before.patient().alarms() == after.patient().alarms()) {
            return changed;
        }
        for (Alarm alarm : before.patient().openAlarms()) {
            if (!alarm.equals(after.patient().alarms().get(alarm.id()))) {
                changed.add(alarm.id());
            }
        }
        for (Alarm alarm : after.patient().openAlarms()) {
            if (before.patient().alarms().get(alarm.id()) == null) {
                changed.add(alarm.id());
            }
        }
        return changed;
    }

    private List<AlarmBook.Version> versions(Set<AlarmId> ids, Replica shown) {
        List<AlarmBook.Version> versions = new ArrayList<>(ids.size());
        for (AlarmId id : ids) {
            Alarm alarm = shown.alarm(id);
            if (alarm != null) {
                versions.add(new AlarmBook.Version(alarm, !isUnrecorded(id)));
            }
        }
        return versions;
    }
}
