package io.vigil.replication.feed;

import io.vigil.core.AlarmId;
import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One ward as Redis is to show it, and what Redis has yet to be told. Guarded by its owner. */
final class RedisMirror {

    /** Changes that wait; with more, the whole ward is written instead of each of them. */
    static final int CHANGES_MAX = 256;

    /** A numbered change. */
    record Change(long number, WardAlarm alarm) {}

    /**
     * What is to be written at once.
     *
     * @param changes in their order; told on the channel
     * @param isWhole {@code open} is all there is, and takes the place of what Redis has
     * @param isNews readers must look again: they may have missed changes
     */
    record Work(
            WardId ward,
            String feed,
            long number,
            List<Change> changes,
            List<WardAlarm> open,
            boolean isWhole,
            boolean isNews) {}

    private enum Whole {
        /** Redis has it, as far as is known. */
        WRITTEN,
        /** Once more, in case somebody has tampered with it. */
        AGAIN,
        /** It has to be, and readers must be told. */
        DUE
    }

    private final WardId ward;
    private final String feed;
    private final Map<AlarmId, WardAlarm> open = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private boolean hasGathered;
    private Whole whole = Whole.WRITTEN;
    private long number;
    private long writtenNanos;

    RedisMirror(WardId ward, String feed) {
        this.ward = ward;
        this.feed = feed;
        this.writtenNanos = System.nanoTime();
    }

    String feed() {
        return feed;
    }

    void gathered(long through, List<WardAlarm> all) {
        open.clear();
        all.forEach(alarm -> open.put(alarm.alarm().id(), alarm));
        number = through;
        hasGathered = true;
        whole = Whole.DUE;
    }

    void changed(long next, WardAlarm alarm) {
        number = next;
        if (alarm.alarm().isOpen()) {
            open.put(alarm.alarm().id(), alarm);
        } else {
            open.remove(alarm.alarm().id());
        }
        changes.add(new Change(next, alarm));
        if (changes.size() > CHANGES_MAX) {
            changes.clear();
            whole = Whole.DUE;
        }
    }

    /** Redis was away: what it holds, and what was told meanwhile, is not known. */
    void lost() {
        changes.clear();
        whole = Whole.DUE;
    }

    /** Writes everything again if the last time is so long ago. */
    void refresh(long nowNanos, long everyNanos) {
        if (whole == Whole.WRITTEN && nowNanos - writtenNanos >= everyNanos) {
            whole = Whole.AGAIN;
        }
    }

    boolean hasWork() {
        return !changes.isEmpty() || hasGathered && whole != Whole.WRITTEN;
    }

    /** A ward that has not gathered yet never takes the place of what Redis has: it knows less. */
    Work take(long nowNanos) {
        boolean isWhole = hasGathered && whole != Whole.WRITTEN;
        Work work = new Work(
                ward,
                feed,
                number,
                List.copyOf(changes),
                isWhole ? List.copyOf(open.values()) : List.of(),
                isWhole,
                isWhole && whole == Whole.DUE);
        changes.clear();
        if (isWhole) {
            whole = Whole.WRITTEN;
            writtenNanos = nowNanos;
        }
        return work;
    }
}
