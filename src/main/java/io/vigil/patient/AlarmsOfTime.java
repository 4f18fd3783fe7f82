package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.journal.Batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Picks the alarms of some time, each with every transition, out of a patient's events. */
final class AlarmsOfTime {

    private static final class Line {
        private final List<PatientHistory.Transition> transitions = new ArrayList<>();
        private final List<PatientEvent> early = new ArrayList<>(0);
        private @Nullable Alarm alarm;
        private boolean inTime;
    }

    private final long from;
    private final long to;
    private final Map<AlarmId, Line> lines = new LinkedHashMap<>();

    AlarmsOfTime(long from, long to) {
        this.from = from;
        this.to = to;
    }

    AlarmsOfTime add(Batch batch) {
        boolean isShared = !batch.stamps().isEmpty();
        for (PatientEvent event : batch.events()) {
            AlarmId id = AlarmHistory.subject(event);
            if (id != null && event.at() <= to) {
                Line line = lines.computeIfAbsent(id, key -> new Line());
                line.inTime |= event.at() >= from;
                if (isShared) {
                    addShared(line, event);
                } else {
                    add(line, event);
                }
            }
        }
        return this;
    }

    /**
     * Of several sites each may tell of the same raise, for which no other has this id, and what was
     * said of it elsewhere may come before.
     */
    private static void addShared(Line line, PatientEvent event) {
        boolean isRaise = event instanceof AlarmRaised;
        if (line.alarm == null && !isRaise) {
            line.early.add(event);
        } else if (line.alarm == null) {
            add(line, event);
            line.early.forEach(early -> add(line, early));
            line.early.clear();
        } else if (!isRaise) {
            add(line, event);
        }
    }

    private static void add(Line line, PatientEvent event) {
        Alarm after = AlarmHistory.after(line.alarm, event);
        if (after != null && !after.equals(line.alarm)) {
            line.alarm = after;
            String by = event instanceof AlarmAcknowledged e ? e.by() : null;
            line.transitions.add(
                    new PatientHistory.Transition(event.at(), after.state(), after.priority(), by));
        }
    }

    /**
     * The earliest onset of an alarm that changed in this time and was raised before it; the id
     * tells it. {@link Long#MAX_VALUE} if there is none.
     */
    long earliestUnknown() {
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<AlarmId, Line> entry : lines.entrySet()) {
            if (entry.getValue().inTime && entry.getValue().alarm == null) {
                earliest = Math.min(earliest, onset(entry.getKey()));
            }
        }
        return earliest;
    }

    private static long onset(AlarmId id) {
        String value = id.value();
        return Long.parseLong(value.substring(value.lastIndexOf('.') + 1), 36);
    }

    /** Sorted by the time they were raised. */
    List<PatientHistory.AlarmRecord> sorted() {
        List<PatientHistory.AlarmRecord> records = new ArrayList<>();
        for (Line line : lines.values()) {
            if (line.inTime && line.alarm != null) {
                records.add(
                        new PatientHistory.AlarmRecord(line.alarm, List.copyOf(line.transitions)));
            }
        }
        records.sort(Comparator.comparingLong(record -> record.alarm().raised()));
        return records;
    }
}
