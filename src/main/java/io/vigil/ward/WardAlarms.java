package io.vigil.ward;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.ward.AlarmFeed;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity.Change;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ward's alarms and their numbered changes. Patients repeat themselves, so an alarm that is
 * known exactly so makes no change.
 *
 * <p>An alarm can go without its patient saying that it ended: the patient was moved, or came back
 * from its journal without it. Screens follow changes and nothing else, so each such alarm gets a
 * last one that shows it ended (and released, or a high one would stay latched for ever). One that
 * was only announced is different: the patient lost it before it was recorded, the device is about
 * to send the same frames again, and the same alarm comes back with the same id. To take it off
 * the screens for that second would be a false calm, so it stays, in doubt, until it is confirmed
 * or the doubt has lasted too long.
 */
final class WardAlarms {

    private final WardId ward;
    private final AlarmFeed feed;
    private final ChangeEncoder encoder;
    private final WardSink sink;
    private final long doubtMs;

    /** The last alarms that ended, so that a repeated end isn't a second change. */
    private final Map<AlarmId, WardAlarm> ended = new EndedAlarms();

    /**
     * Alarms that have ended while screens which followed the ward before it moved may be on their
     * way back: those have not seen them, and no snapshot has them.
     */
    private final Map<AlarmId, WardAlarm> overEarly = new EndedAlarms();

    private boolean screensReturn = true;

    /** Those of them that a screen lacks which is back now. */
    private final Map<AlarmId, WardAlarm> toTell = new EndedAlarms();

    private final Map<AlarmId, Long> doubtedSince = new HashMap<>();

    private Set<AlarmId> ofServer = Set.of();

    WardAlarms(WardId ward, AlarmFeed feed, ChangeEncoder encoder, WardSink sink, long doubtMs) {
        this.ward = ward;
        this.feed = feed;
        this.encoder = encoder;
        this.sink = sink;
        this.doubtMs = doubtMs;
    }

    AlarmFeed feed() {
        return feed;
    }

    /** Every patient has told what it has: the picture is whole. */
    void gathered() {
        sink.whole(ward, feed.id(), feed.number(), feed.open());
    }

    /** The ward stops. */
    void stopped() {
        sink.ended(ward, feed.id());
    }

    /** The change that this alarm makes, or null if it is known exactly so. */
    @Nullable
    Change take(WardAlarm alarm, long receivedNanos) {
        AlarmId id = alarm.alarm().id();
        doubtedSince.remove(id);
        WardAlarm known = feed.get(id);
        if (alarm.equals(known == null ? ended.get(id) : known)) {
            return null;
        }
        if (alarm.alarm().isOpen()) {
            ended.remove(id);
        } else {
            if (screensReturn) {
                overEarly.put(id, alarm);
            }
            ended.put(id, alarm);
        }
        long number = feed.nextNumber();
        Change change = new Change(number, alarm, encoder.encode(number, alarm), receivedNanos);
        feed.append(alarm);
        sink.changed(ward, feed.id(), number, alarm);
        return change;
    }

    /** An alarm that a session found beside its patient, which knows more if it knows it at all. */
    @Nullable
    Change takeFound(WardAlarm alarm) {
        AlarmId id = alarm.alarm().id();
        boolean isKnown = feed.get(id) != null || ended.containsKey(id);
        return isKnown ? null : take(alarm, 0);
    }

    /** A screen is shown the ward from now on. */
    void screenCame() {
        toTell.putAll(overEarly);
    }

    /** Once more the alarms that came and went before the latest screens were back. */
    List<Change> tellAgain() {
        List<Change> changes = new ArrayList<>();
        for (WardAlarm alarm : toTell.values()) {
            long number = feed.nextNumber();
            Change change = new Change(number, alarm, encoder.encode(number, alarm), 0);
            feed.append(alarm);
            changes.add(change);
        }
        toTell.clear();
        return changes;
    }

    /** Every screen that was there before is back by now. */
    void tellNoMore() {
        screensReturn = false;
        overEarly.clear();
    }

    /** The patient has told all that is open: what else it had here is over, or in doubt. */
    List<Change> keepOnly(PatientId patient, Set<AlarmId> open, long now) {
        List<Change> changes = new ArrayList<>();
        for (WardAlarm alarm : feed.open()) {
            boolean missing = alarm.patient().equals(patient)
                    && !open.contains(alarm.alarm().id());
            if (missing && alarm.recorded()) {
                changes.add(end(alarm, now));
            } else if (missing) {
                doubtedSince.putIfAbsent(alarm.alarm().id(), now);
            }
        }
        return changes;
    }

    /** The patient is no longer here. */
    List<Change> endAll(PatientId patient, long now) {
        List<Change> changes = new ArrayList<>();
        for (WardAlarm alarm : feed.open()) {
            if (alarm.patient().equals(patient)) {
                changes.add(end(alarm, now));
            }
        }
        return changes;
    }

    /** The server's own alarms: one that it no longer has is over. */
    List<Change> takeOfServer(List<WardAlarm> server, long now) {
        List<Change> changes = new ArrayList<>();
        Set<AlarmId> has = new LinkedHashSet<>();
        server.forEach(alarm -> has.add(alarm.alarm().id()));
        for (AlarmId id : ofServer) {
            WardAlarm before = feed.get(id);
            if (before != null && !has.contains(id)) {
                changes.add(end(before, now));
            }
        }
        ofServer = has;
        for (WardAlarm alarm : server) {
            Change change = take(alarm, 0);
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** Ends what has been in doubt for too long. */
    List<Change> endDoubted(long now) {
        List<Change> changes = new ArrayList<>();
        for (AlarmId id : List.copyOf(doubtedSince.keySet())) {
            WardAlarm alarm = feed.get(id);
            if (alarm == null) {
                doubtedSince.remove(id);
            } else if (now - doubtedSince.getOrDefault(id, now) >= doubtMs) {
                changes.add(end(alarm, now));
            }
        }
        return changes;
    }

    private Change end(WardAlarm alarm, long now) {
        Alarm inner = alarm.alarm();
        Alarm over = (inner.ended() == null ? inner.withEnded(now) : inner).withReleased();
        Change change = take(
                new WardAlarm(
                        alarm.patient(),
                        alarm.ward(),
                        alarm.bed(),
                        over,
                        alarm.recorded(),
                        alarm.site()),
                0);
        if (change == null) {
            throw new IllegalStateException("an open alarm equals its own end: " + inner.id());
        }
        return change;
    }

    private static final class EndedAlarms extends LinkedHashMap<AlarmId, WardAlarm> {

        @Override
        protected boolean removeEldestEntry(Map.Entry<AlarmId, WardAlarm> eldest) {
            return size() > Bounds.FEED_RING_CHANGES;
        }
    }
}
