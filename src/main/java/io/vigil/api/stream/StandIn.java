package io.vigil.api.stream;

import io.vigil.core.AlarmId;
import io.vigil.core.WardId;
import io.vigil.core.ward.ServerAlarm;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Snapshot;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a screen is shown while its ward's entity is moving: what the ward said last, and the alarms
 * that were found since. It carries an alarm of its own that says so, and no heartbeats come with it:
 * after five seconds the screen says that it is blind, beside the alarms that it shows.
 */
final class StandIn {

    private static final String CONDITION = "ward-moving";

    private final WardId ward;
    private final InstantSource clock;
    private final Map<AlarmId, WardAlarm> open = new LinkedHashMap<>();
    private final Map<AlarmId, WardAlarm> found = new LinkedHashMap<>();

    StandIn(WardId ward, InstantSource clock) {
        this.ward = ward;
        this.clock = clock;
    }

    /** Keeps up with what the ward says. */
    void follow(FeedMessage message) {
        if (message instanceof Snapshot snapshot) {
            open.clear();
            found.clear();
            snapshot.alarms().forEach(alarm -> open.put(alarm.alarm().id(), alarm));
        } else if (message instanceof Change change) {
            AlarmId id = change.alarm().alarm().id();
            found.remove(id);
            if (change.alarm().alarm().isOpen()) {
                open.put(id, change.alarm());
            } else {
                open.remove(id);
            }
        }
    }

    /** Takes an alarm that was found; false if the ward has told of it already. */
    boolean isNews(WardAlarm alarm) {
        AlarmId id = alarm.alarm().id();
        return !open.containsKey(id) && found.put(id, alarm) == null;
    }

    /** Whether there is one that the ward has not told of. */
    boolean hasNews() {
        return !found.isEmpty();
    }

    /** The ward is in reach and hasn't told of it: it knows better. */
    void forgetNews() {
        found.clear();
    }

    /** Everything that is known, under a feed that no ward will ever resume. */
    Snapshot picture() {
        List<WardAlarm> alarms = new ArrayList<>(open.values());
        alarms.addAll(found.values());
        String site = found.values().iterator().next().site();
        alarms.add(ServerAlarm.of(ward, CONDITION, clock.millis(), site));
        return new Snapshot(ward, "stand-in-" + UUID.randomUUID(), 0, alarms);
    }
}
