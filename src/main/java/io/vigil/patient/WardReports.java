package io.vigil.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.WardAlarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the wards have yet to confirm: for the patient's ward, and for each one it has left. Every
 * report carries all that its ward hasn't confirmed, so that a lost one is made good by the next,
 * and a confirmed number covers all before it.
 */
final class WardReports {

    /** More alarms unconfirmed than this are told as a whole picture instead. */
    private static final int UNCONFIRMED_MAX = 2 * Bounds.OPEN_ALARMS_MAX;

    /** A report to send. */
    record Outgoing(WardId ward, PatientReport report) {}

    private record Unconfirmed(WardAlarm alarm, long number) {}

    private static final class Line {
        private final Map<AlarmId, Unconfirmed> alarms = LinkedHashMap.newLinkedHashMap(1);
        private Presence presence;
        private long presenceNumber;
        private long completeNumber;
        private long confirmed;
        private long sentAt;

        private Line(Presence presence) {
            this.presence = presence;
        }

        private boolean isPlaced() {
            return presenceNumber <= confirmed;
        }

        private boolean isComplete() {
            return completeNumber > confirmed;
        }

        private boolean isSettled() {
            return isPlaced() && !isComplete() && alarms.isEmpty();
        }
    }

    private final PatientId patient;
    private final String incarnation;
    private final long everyMs;
    private final Map<WardId, Line> lines = LinkedHashMap.newLinkedHashMap(1);
    private Presence.@Nullable In here;
    private @Nullable WardId keeper;
    private long number;

    WardReports(PatientId patient, String incarnation, long everyMs) {
        this.patient = patient;
        this.incarnation = incarnation;
        this.everyMs = everyMs;
    }

    /** The ward that is to wake the patient though it has left; null for none. */
    void keptBy(@Nullable WardId ward) {
        keeper = ward;
    }

    /** What wards were told before the keeper was another. */
    List<Outgoing> keeperChanged(long at) {
        List<Outgoing> reports = new ArrayList<>(0);
        if (keeper != null && here == null && !lines.containsKey(keeper)) {
            reports.add(left(keeper, List.of(), at));
        }
        lines.forEach((ward, line) -> {
            if (line.presence instanceof Presence.Out out
                    && out.unpublished() != ward.equals(keeper)) {
                number++;
                line.presence = new Presence.Out(ward.equals(keeper));
                line.presenceNumber = number;
                reports.add(send(ward, line, 0, at));
            }
        });
        return reports;
    }

    /**
     * Alarms that changed, and where the patient lies now.
     *
     * @param now where, null for nowhere
     * @param open all open alarms, asked for when the ward needs the whole picture
     * @param receivedNanos of the frame that caused it, 0 if none did
     */
    List<Outgoing> changed(
            Presence.@Nullable In now,
            List<WardAlarm> changed,
            Supplier<List<WardAlarm>> open,
            long receivedNanos,
            long at) {
        List<Outgoing> reports = new ArrayList<>(1);
        Presence.In before = here;
        if (before != null && before.equals(now)) {
            if (!changed.isEmpty()) {
                reports.add(some(before, changed, open, receivedNanos, at));
            }
            return reports;
        }
        here = now;
        if (before != null && (now == null || !now.ward().equals(before.ward()))) {
            reports.add(left(before.ward(), now == null ? changed : List.of(), at));
        }
        if (now != null) {
            reports.add(whole(now, open.get(), at));
        }
        return reports;
    }

    /** The ward asks: it gets the whole picture, or hears that the patient isn't there. */
    Outgoing asked(WardId ward, List<WardAlarm> open, long at) {
        Presence.In now = here;
        return now != null && now.ward().equals(ward)
                ? whole(now, open, at)
                : left(ward, List.of(), at);
    }

    void confirmed(PatientReport.Confirmed confirmed) {
        Line line = lines.get(confirmed.ward());
        if (line == null || !confirmed.incarnation().equals(incarnation)) {
            return;
        }
        line.confirmed = Math.max(line.confirmed, confirmed.number());
        line.alarms.values().removeIf(alarm -> alarm.number() <= line.confirmed);
        if (line.isSettled() && line.presence instanceof Presence.Out out && !out.unpublished()) {
            lines.remove(confirmed.ward());
        }
    }

    /** The reports that have waited long enough for their confirmation. */
    List<Outgoing> repeat(long at) {
        List<Outgoing> due = new ArrayList<>(0);
        lines.forEach((ward, line) -> {
            if (!line.isSettled() && at >= line.sentAt + everyMs) {
                number++;
                due.add(send(ward, line, 0, at));
            }
        });
        return due;
    }

    /** When a report is to be repeated, {@link Long#MAX_VALUE} if none is. */
    long nextDue() {
        long next = Long.MAX_VALUE;
        for (Line line : lines.values()) {
            if (!line.isSettled()) {
                next = Math.min(next, line.sentAt + everyMs);
            }
        }
        return next;
    }

    /** Every ward shows where the patient is, and isn't. */
    boolean isPlaced() {
        return lines.values().stream().allMatch(Line::isPlaced);
    }

    boolean isSettled() {
        return lines.values().stream().allMatch(Line::isSettled);
    }

    private Outgoing left(WardId ward, List<WardAlarm> ended, long at) {
        Line line = line(ward, new Presence.Out(ward.equals(keeper)));
        number++;
        line.alarms.clear();
        put(line, ended);
        line.completeNumber = 0;
        line.presenceNumber = number;
        return send(ward, line, 0, at);
    }

    private Outgoing whole(Presence.In now, List<WardAlarm> open, long at) {
        Line line = line(now.ward(), now);
        number++;
        put(line, open);
        line.completeNumber = number;
        line.presenceNumber = number;
        return send(now.ward(), line, 0, at);
    }

    private Outgoing some(
            Presence.In now,
            List<WardAlarm> changed,
            Supplier<List<WardAlarm>> open,
            long receivedNanos,
            long at) {
        Line line = line(now.ward(), now);
        number++;
        put(line, changed);
        if (line.alarms.size() > UNCONFIRMED_MAX) {
            line.alarms.clear();
            put(line, open.get());
            line.completeNumber = number;
        }
        return send(now.ward(), line, receivedNanos, at);
    }

    private Line line(WardId ward, Presence presence) {
        Line line = lines.computeIfAbsent(ward, key -> new Line(presence));
        line.presence = presence;
        return line;
    }

    private void put(Line line, List<WardAlarm> alarms) {
        for (WardAlarm alarm : alarms) {
            line.alarms.put(alarm.alarm().id(), new Unconfirmed(alarm, number));
        }
    }

    private Outgoing send(WardId ward, Line line, long receivedNanos, long at) {
        line.sentAt = at;
        List<WardAlarm> alarms =
                line.alarms.values().stream().map(Unconfirmed::alarm).toList();
        return new Outgoing(
                ward,
                new PatientReport(
                        patient,
                        incarnation,
                        number,
                        line.presence,
                        alarms,
                        line.isComplete(),
                        receivedNanos));
    }
}
