package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.OpenAlarms;
import io.vigil.core.patient.PatientEvent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The alarms that have changes which aren't recorded: each as it was last announced, with the
 * number of its events that are still on their way to the journal. An alarm that has ended leaves
 * the patient's state at once; its line stays here until its end is recorded.
 */
final class AlarmBook {

    /** An alarm to report. {@code recorded}: all that was announced of it is durable. */
    record Version(Alarm alarm, boolean recorded) {}

    private static final class Line {
        private @Nullable Alarm alarm;
        private int announced;
        private int held;

        private Line(@Nullable Alarm alarm) {
            this.alarm = alarm;
        }
    }

    private final Map<AlarmId, Line> lines = HashMap.newHashMap(1);
    /** What samples did to alarms that a person's command raised and that aren't shown yet. */
    private final Map<AlarmId, List<PatientEvent>> early = new HashMap<>();

    /** True while an announced change of the alarm is not durable. */
    boolean isUnrecorded(AlarmId id) {
        Line line = lines.get(id);
        return line != null && line.announced > 0;
    }

    /**
     * Events that are shown at once.
     *
     * @param shown the open alarms before them
     * @return the alarms that changed, as they are now
     */
    List<Version> announce(OpenAlarms shown, List<PatientEvent> events) {
        Set<AlarmId> changed = new LinkedHashSet<>();
        for (PatientEvent event : events) {
            AlarmId id = AlarmHistory.subject(event);
            if (id != null) {
                Line line = line(id, shown);
                line.announced++;
                if (advance(line, event)) {
                    changed.add(id);
                } else if (line.alarm == null) {
                    early.computeIfAbsent(id, key -> new ArrayList<>()).add(event);
                }
            }
        }
        return versions(changed);
    }

    /** Events that are shown once they are durable. */
    void hold(OpenAlarms shown, List<PatientEvent> events) {
        for (PatientEvent event : events) {
            AlarmId id = AlarmHistory.subject(event);
            if (id != null) {
                line(id, shown).held++;
            }
        }
    }

    /** Entries that are durable; the alarms that are thereby recorded, or changed. */
    List<Version> landed(List<Entry> entries) {
        Set<AlarmId> changed = new LinkedHashSet<>();
        for (Entry entry : entries) {
            boolean wasHeld = entry instanceof Entry.Person;
            for (PatientEvent event : entry.events()) {
                AlarmId id = AlarmHistory.subject(event);
                Line line = id == null ? null : lines.get(id);
                if (id != null && line != null) {
                    count(id, line, event, wasHeld);
                    if (wasHeld || line.announced == 0) {
                        changed.add(id);
                    }
                }
            }
        }
        List<Version> versions = versions(changed);
        changed.forEach(this::forgetIfRecorded);
        return versions;
    }

    /** Nothing that a person asked for is pending: what was early has come or never will. */
    void nothingHeld() {
        early.clear();
    }

    private void count(AlarmId id, Line line, PatientEvent event, boolean wasHeld) {
        if (!wasHeld) {
            line.announced--;
            return;
        }
        line.held--;
        if (advance(line, event)) {
            for (PatientEvent later : early.getOrDefault(id, List.of())) {
                advance(line, later);
            }
            early.remove(id);
        }
    }

    private static boolean advance(Line line, PatientEvent event) {
        Alarm after = AlarmHistory.after(line.alarm, event);
        boolean advanced = after != null && !after.equals(line.alarm);
        if (advanced) {
            line.alarm = after;
        }
        return advanced;
    }

    private Line line(AlarmId id, OpenAlarms shown) {
        return lines.computeIfAbsent(id, key -> new Line(shown.get(key)));
    }

    private List<Version> versions(Set<AlarmId> changed) {
        List<Version> versions = new ArrayList<>(changed.size());
        for (AlarmId id : changed) {
            Line line = lines.get(id);
            if (line != null && line.alarm != null) {
                versions.add(new Version(line.alarm, line.announced == 0));
            }
        }
        return versions;
    }

    private void forgetIfRecorded(AlarmId id) {
        Line line = lines.get(id);
        if (line != null && line.announced == 0 && line.held == 0) {
            lines.remove(id);
        }
    }
}
