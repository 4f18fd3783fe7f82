package io.vigil.core.replica;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * What one peer has yet to get of this site's journal: a cursor over each patient's rows, in their
 * order, which is causal. What is urgent overtakes the backlog, and comes again in its turn. It
 * holds numbers only; the rows stay in the journal. Not safe for use by several threads.
 */
public final class OutboxCursor {

    /**
     * A row to read and send.
     *
     * @param ahead it overtakes others: the peer takes only what it says of alarms
     */
    public record Send(PatientId patient, long row, boolean ahead) {}

    private static final class Line {
        long recorded;
        long sent;
        long acked;
    }

    private final Map<PatientId, Line> lines = new HashMap<>();
    private final LinkedHashSet<PatientId> ready = new LinkedHashSet<>();
    private final ArrayDeque<Send> urgent = new ArrayDeque<>();

    /** From the durable cursor: the peer has this patient's rows up to here. */
    public void restore(PatientId patient, long acked, long recorded) {
        Line line = line(patient);
        line.acked = acked;
        line.sent = acked;
        line.recorded = recorded;
        awaits(patient, line);
    }

    /** A row has become durable. Beyond the bound the oldest urgent ones wait for their turn. */
    public void recorded(PatientId patient, long row, boolean isUrgent) {
        Line line = line(patient);
        if (isUrgent && line.sent < row - 1) {
            urgent.add(new Send(patient, row, true));
            if (urgent.size() > Bounds.FEED_RING_CHANGES) {
                urgent.remove();
            }
        }
        line.recorded = Math.max(line.recorded, row);
        awaits(patient, line);
    }

    /** What to send next: first what is urgent, then the patients in turn; null if nothing. */
    public @Nullable Send next() {
        while (!urgent.isEmpty()) {
            Send first = urgent.remove();
            if (first.row() > line(first.patient()).sent + 1) {
                return first;
            }
        }
        if (ready.isEmpty()) {
            return null;
        }
        PatientId patient = ready.removeFirst();
        Line line = line(patient);
        line.sent++;
        awaits(patient, line);
        return new Send(patient, line.sent, false);
    }

    /** The peer has recorded all of the patient's rows up to this one. */
    public void acked(PatientId patient, long row) {
        Line line = line(patient);
        line.acked = Math.max(line.acked, Math.min(row, line.recorded));
        line.sent = Math.max(line.sent, line.acked);
        awaits(patient, line);
    }

    /** The peer misses this row, or the link broke: from here on all goes out again. */
    public void again(PatientId patient, long row) {
        Line line = line(patient);
        line.sent = Math.min(line.sent, row - 1);
        line.acked = Math.min(line.acked, row - 1);
        awaits(patient, line);
    }

    /** Nobody knows what arrived: what isn't acked goes out again. */
    public void disconnected() {
        lines.forEach((patient, line) -> {
            line.sent = line.acked;
            awaits(patient, line);
        });
    }

    public long acked(PatientId patient) {
        return line(patient).acked;
    }

    /** Rows that the peer is not known to have. */
    public long backlog() {
        return lines.values().stream()
                .mapToLong(each -> each.recorded - each.acked)
                .sum();
    }

    private Line line(PatientId patient) {
        return lines.computeIfAbsent(patient, unknown -> new Line());
    }

    private void awaits(PatientId patient, Line line) {
        boolean mayGo =
                line.sent < line.recorded && line.sent - line.acked < Bounds.ENVELOPES_WAITING_MAX;
        if (mayGo) {
            ready.add(patient);
        } else {
            ready.remove(patient);
        }
    }
}
