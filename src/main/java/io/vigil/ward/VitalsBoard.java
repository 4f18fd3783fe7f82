package io.vigil.ward;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.ward.PatientVitals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each patient's newest vitals, and when the screens may be told: at most once in a while for each
 * patient, the newest wins. Pure bookkeeping; times are ms.
 */
final class VitalsBoard {

    private static final long NEVER = Long.MIN_VALUE / 2;

    private static final class Tile {
        private PatientVitals latest;
        private long sentAt = NEVER;
        private boolean due;

        private Tile(PatientVitals latest) {
            this.latest = latest;
        }
    }

    private final long gapMs;
    private final Map<PatientId, Tile> tiles = new LinkedHashMap<>();

    VitalsBoard(long gapMs) {
        this.gapMs = gapMs;
    }

    /** Takes the newest while nobody is to be sent any. */
    void keep(PatientVitals vitals) {
        tile(vitals).latest = vitals;
    }

    /** Takes the newest; true when it is to be sent at once, false when it waits for its turn. */
    boolean put(PatientVitals vitals, long now) {
        Tile tile = tile(vitals);
        tile.latest = vitals;
        tile.due = !mayBeSent(tile, now);
        if (!tile.due) {
            tile.sentAt = now;
        }
        return !tile.due;
    }

    /** Those whose turn has come; they count as sent. */
    List<PatientVitals> takeDue(long now) {
        List<PatientVitals> due = new ArrayList<>();
        for (Tile tile : tiles.values()) {
            if (tile.due && mayBeSent(tile, now)) {
                send(tile, now, due);
            }
        }
        return due;
    }

    private Tile tile(PatientVitals vitals) {
        return tiles.computeIfAbsent(vitals.patient(), _ -> new Tile(vitals));
    }

    /**
     * What a new subscriber is sent at once; a patient whose vitals have just been sent to the
     * others follows in its turn, so that no screen hears of a patient more often than it should.
     */
    List<PatientVitals> welcome(long now) {
        List<PatientVitals> sent = new ArrayList<>();
        for (Tile tile : tiles.values()) {
            if (mayBeSent(tile, now)) {
                send(tile, now, sent);
            } else {
                tile.due = true;
            }
        }
        return sent;
    }

    boolean hasDue() {
        return tiles.values().stream().anyMatch(tile -> tile.due);
    }

    @Nullable
    PatientVitals latest(PatientId patient) {
        Tile tile = tiles.get(patient);
        return tile == null ? null : tile.latest;
    }

    void forget(PatientId patient) {
        tiles.remove(patient);
    }

    /** A clock that was set back must not silence a patient. */
    private boolean mayBeSent(Tile tile, long now) {
        long since = now - tile.sentAt;
        return since >= gapMs || since < 0;
    }

    private static void send(Tile tile, long now, List<PatientVitals> to) {
        tile.sentAt = now;
        tile.due = false;
        to.add(tile.latest);
    }
}
