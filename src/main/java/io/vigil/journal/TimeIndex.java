package io.vigil.journal;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which journal rows hold what happened in which hour of sample time: an entry an hour, from the
 * first row to the last. Immutable.
 *
 * <p>Rows come in order and times nearly so, hence the newest entry is kept apart: a row costs one
 * new entry, not a copy of two years. Late samples widen the entry of their hour. The oldest entry
 * also stands for everything before it, which is how the oldest hours are merged once there are too
 * many: an index that finds too many rows costs time, one that finds too few hides data.
 */
public final class TimeIndex {

    public static final TimeIndex EMPTY = new TimeIndex(List.of(), null);

    private static final long HOUR_MS = 3_600_000;

    private final List<Entry> older;
    private final @Nullable Entry newest;

    private TimeIndex(List<Entry> older, @Nullable Entry newest) {
        this.older = older;
        this.newest = newest;
    }

    /** An hour (since the epoch) and its rows. */
    record Entry(long hour, Rows rows) {

        Entry with(long row) {
            return new Entry(hour, rows.with(new Rows(row, row)));
        }
    }

    /** Rows {@code first} to {@code last}; none when first is above last. */
    public record Rows(long first, long last) {

        public static final Rows NONE = new Rows(1, 0);

        public boolean isEmpty() {
            return first > last;
        }

        private Rows with(Rows other) {
            if (isEmpty()) {
                return other;
            }
            return new Rows(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /** With a row that holds these events. */
    public TimeIndex with(List<PatientEvent> events, long row) {
        TimeIndex next = this;
        long known = Long.MIN_VALUE;
        for (PatientEvent event : events) {
            long hour = Math.floorDiv(event.at(), HOUR_MS);
            if (hour != known) {
                next = next.with(hour, row);
                known = hour;
            }
        }
        return next;
    }

    /** The rows among which are all with events from {@code from} to {@code to}, both included. */
    public Rows rowsFor(long from, long to) {
        long firstHour = Math.floorDiv(from, HOUR_MS);
        long lastHour = Math.floorDiv(to, HOUR_MS);
        Rows rows = Rows.NONE;
        for (int i = place(firstHour); i < size(); i++) {
            Entry entry = entry(i);
            if (entry.hour() > lastHour && i > 0) {
                break;
            }
            if (entry.hour() >= firstHour) {
                rows = rows.with(entry.rows());
            }
        }
        return from > to ? Rows.NONE : rows;
    }

    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(older);
        if (newest != null) {
            entries.add(newest);
        }
        return entries;
    }

    /** @throws JournalFormatException if the hours don't rise */
    static TimeIndex of(List<Entry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).hour() <= entries.get(i - 1).hour()) {
                throw new JournalFormatException("hours out of order");
            }
        }
        if (entries.isEmpty()) {
            return EMPTY;
        }
        int last = entries.size() - 1;
        return new TimeIndex(List.copyOf(entries.subList(0, last)), entries.get(last));
    }

    private TimeIndex with(long hour, long row) {
        if (newest == null) {
            return new TimeIndex(older, new Entry(hour, new Rows(row, row)));
        }
        if (hour == newest.hour()) {
            return new TimeIndex(older, newest.with(row));
        }
        List<Entry> changed = new ArrayList<>(older);
        if (hour > newest.hour()) {
            changed.add(newest);
            return new TimeIndex(bounded(changed), new Entry(hour, new Rows(row, row)));
        }
        int place = place(hour);
        if (place < older.size() && older.get(place).hour() == hour) {
            changed.set(place, older.get(place).with(row));
        } else {
            changed.add(place, new Entry(hour, new Rows(row, row)));
        }
        return new TimeIndex(bounded(changed), newest);
    }

    private static List<Entry> bounded(List<Entry> entries) {
        if (entries.size() >= Bounds.INDEX_HOURS_MAX) {
            Entry oldest = entries.removeFirst();
            Entry next = entries.getFirst();
            entries.set(0, new Entry(next.hour(), next.rows().with(oldest.rows())));
        }
        return List.copyOf(entries);
    }

    private int size() {
        return older.size() + (newest == null ? 0 : 1);
    }

    private Entry entry(int place) {
        return newest != null && place == older.size() ? newest : older.get(place);
    }

    /** The place of the first older entry that is not before this hour. */
    private int place(long hour) {
        Entry sought = new Entry(hour, Rows.NONE);
        int found =
                Collections.binarySearch(older, sought, (a, b) -> Long.compare(a.hour(), b.hour()));
        return found < 0 ? -found - 1 : found;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimeIndex that && entries().equals(that.entries());
    }

    @Override
    public int hashCode() {
        return entries().hashCode();
    }

    @Override
    public String toString() {
        return entries().toString();
    }
}
