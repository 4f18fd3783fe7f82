package io.vigil.core.ward;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ward's numbered alarm feed: every transition gets the next number, the last ones are kept in a
 * ring for screens that come back, and what is open now is the snapshot for those that can't be
 * caught up. Single-threaded; the ward's actor owns it.
 *
 * <p>A change is kept as the alarm it made, not as the message it was: the text of a full ring would
 * be the larger part of a ward's memory, and is seldom asked for.
 */
public final class AlarmFeed {

    /** A numbered transition. */
    public record Change(long number, WardAlarm alarm) {}

    /** What a screen that comes back is told. */
    public sealed interface Resume {

        /** All that it missed, maybe nothing. */
        record Missed(List<Change> changes) implements Resume {}

        /** Changes from {@code from} to {@code through} can't be replayed: a snapshot follows. */
        record Gap(long from, long through) implements Resume {}

        /** Another numbering: start from a snapshot. */
        record OtherFeed() implements Resume {}
    }

    private final String id;
    private final int ringMax;
    /** The last changes; the last of them has {@link #number}. */
    private final ArrayDeque<WardAlarm> ring = new ArrayDeque<>();

    private final Map<AlarmId, WardAlarm> open = new LinkedHashMap<>();
    private long number;

    /** @param id names this numbering; a new one for every start of the ward */
    public AlarmFeed(String id, int ringMax) {
        this.id = id;
        this.ringMax = ringMax;
    }

    public String id() {
        return id;
    }

    /** The last change's number, 0 before the first. */
    public long number() {
        return number;
    }

    /** Every alarm that is open now, in the order they came. */
    public List<WardAlarm> open() {
        return List.copyOf(open.values());
    }

    /** The open alarm of this id, or null. */
    public @Nullable WardAlarm get(AlarmId alarm) {
        return open.get(alarm);
    }

    /** Takes the alarm into the picture without a number: the ward learns what is open. */
    public void learn(WardAlarm alarm) {
        place(alarm);
    }

    public void append(WardAlarm alarm) {
        place(alarm);
        number++;
        if (ring.size() == ringMax) {
            ring.removeFirst();
        }
        ring.addLast(alarm);
    }

    /** The number the next change will have. */
    public long nextNumber() {
        return number + 1;
    }

    /** Forgets a patient who left, and says which of its alarms were open. */
    public List<WardAlarm> forget(PatientId patient) {
        List<WardAlarm> gone = new ArrayList<>();
        for (Iterator<WardAlarm> all = open.values().iterator(); all.hasNext(); ) {
            WardAlarm alarm = all.next();
            if (alarm.patient().equals(patient)) {
                gone.add(alarm);
                all.remove();
            }
        }
        return gone;
    }

    public Resume resume(String feed, long after) {
        if (!id.equals(feed) || after > number) {
            return new Resume.OtherFeed();
        }
        long before = number - ring.size();
        if (after < before) {
            return new Resume.Gap(after + 1, number);
        }
        List<Change> missed = new ArrayList<>();
        long each = before;
        for (WardAlarm alarm : ring) {
            each++;
            if (each > after) {
                missed.add(new Change(each, alarm));
            }
        }
        return new Resume.Missed(missed);
    }

    private void place(WardAlarm alarm) {
        if (alarm.alarm().isOpen()) {
            open.put(alarm.alarm().id(), alarm);
        } else {
            open.remove(alarm.alarm().id());
        }
    }
}
