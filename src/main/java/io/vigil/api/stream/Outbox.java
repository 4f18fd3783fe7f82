package io.vigil.api.stream;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Gap;
import io.vigil.ward.WardEntity.Heartbeat;
import io.vigil.ward.WardEntity.Snapshot;
import io.vigil.ward.WardEntity.VitalsChanged;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One client's place in the ward's feed, and what to do when its queue is full.
 *
 * <p>The invariant: the client is told every change in order and once, or it is told that some are
 * missing and then gets a snapshot. A change that finds the queue full makes the client blind:
 * nothing more is offered until there is room again; then the ward is asked for a snapshot, and
 * gap and snapshot go out together. All of this costs the ward nothing but a snapshot.
 *
 * <p>What a client missed while it was away comes in one burst, larger than the queue on purpose:
 * it is kept here (bounded, and shared with the ward's ring) until the client has read it. Only
 * vitals are coalesced: the newest of a patient waits for room. Single-threaded.
 */
final class Outbox {

    /** A whole ring to catch up with, and as much again as may come meanwhile. */
    private static final int BACKLOG_MAX =
            Bounds.FEED_RING_CHANGES + Bounds.SUBSCRIBER_QUEUE_MESSAGES;

    private final Line line;
    private final Runnable onBlind;
    private final Deque<Outgoing> replies = new ArrayDeque<>();
    private final Deque<Change> backlog = new ArrayDeque<>();
    private final Map<PatientId, VitalsChanged> vitals = new LinkedHashMap<>();
    private @Nullable String feed;

    /** The last number that the queue has taken, and the last that the backlog has. */
    private long sent;

    private long taken;

    private long receivedThrough;
    private boolean catchingUp;
    private boolean blind;
    private boolean asked;
    private boolean standingIn;

    /**
     * @param feed the numbering that the client follows, null if it starts from a snapshot
     * @param after the last change of that feed that it has
     */
    Outbox(Line line, @Nullable String feed, long after, Runnable onBlind) {
        this.line = line;
        this.feed = feed;
        this.onBlind = onBlind;
        sent = after;
        taken = after;
        receivedThrough = after;
        catchingUp = feed != null;
    }

    /**
     * Shows a picture of the session's own making while the ward is out of reach, under a feed that
     * is nobody's: whatever the ward says next, it must begin with its own.
     */
    void standIn(Snapshot snapshot) {
        onSnapshot(snapshot);
        standingIn = !blind;
    }

    boolean isStandingIn() {
        return standingIn;
    }

    void take(FeedMessage message) {
        if (standingIn && !(message instanceof Snapshot)) {
            return;
        }
        standingIn = false;
        switch (message) {
            case Snapshot snapshot -> onSnapshot(snapshot);
            case Change change -> onChange(change);
            case Gap gap -> onGap(gap);
            case Heartbeat heartbeat -> onHeartbeat(heartbeat);
            case VitalsChanged news -> onVitals(news);
        }
    }

    /** An answer to the client; it waits for room if it must. */
    void reply(Outgoing answer) {
        if (!replies.isEmpty() || !line.offer(answer)) {
            replies.add(answer);
        }
    }

    /** Sends what there is room for; true when the ward is to be asked for a snapshot now. */
    boolean drain() {
        while (!replies.isEmpty() && line.offer(replies.peek())) {
            replies.remove();
        }
        while (!backlog.isEmpty() && offer(backlog.peek())) {
            sent = backlog.remove().number();
        }
        if (backlog.isEmpty()) {
            drainVitals();
        }
        if (!blind || asked || line.free() < line.capacity() / 2) {
            return false;
        }
        asked = true;
        return true;
    }

    /** True while something waits for room. */
    boolean isBehind() {
        return blind || !replies.isEmpty() || !backlog.isEmpty() || !vitals.isEmpty();
    }

    int repliesWaiting() {
        return replies.size();
    }

    /** The feed to resume, null when only a snapshot helps; with {@link #taken()}. */
    @Nullable
    String feed() {
        return blind || standingIn ? null : feed;
    }

    long taken() {
        return feed() == null ? 0 : taken;
    }

    /** The subscription starts anew: nobody is going to answer what was asked before. */
    void resubscribed() {
        asked = blind;
        catchingUp = feed() != null;
    }

    /** How many changes the client confirms for the first time; -1 if they were never sent. */
    long receipt(long number) {
        if (number > sent) {
            return -1;
        }
        long more = Math.max(0, number - receivedThrough);
        receivedThrough += more;
        return more;
    }

    private void onSnapshot(Snapshot snapshot) {
        backlog.clear();
        boolean missed = blind && snapshot.feed().equals(feed) && snapshot.number() > sent;
        if (line.free() < 2) {
            goBlind();
            return;
        }
        if (missed) {
            offer(new Gap(sent + 1, snapshot.number()));
        }
        if (!offer(snapshot)) {
            goBlind();
            return;
        }
        blind = false;
        asked = false;
        feed = snapshot.feed();
        sent = snapshot.number();
        taken = sent;
        receivedThrough = sent;
    }

    private void onChange(Change change) {
        if (blind || feed == null || change.number() <= taken) {
            return;
        }
        if (change.number() > taken + 1) {
            goBlind();
        } else if (backlog.isEmpty() && offer(change)) {
            sent = change.number();
            taken = sent;
        } else if (catchingUp && backlog.size() < BACKLOG_MAX) {
            backlog.add(change);
            taken = change.number();
        } else {
            goBlind();
        }
    }

    /** Of two subscriptions in a row the second says the same again. */
    private void onGap(Gap gap) {
        if (!blind && gap.from() == taken + 1 && !offer(gap)) {
            goBlind();
        }
    }

    /** Comes after what was missed, too; and whoever is behind it without knowing has a hole. */
    private void onHeartbeat(Heartbeat heartbeat) {
        if (blind || feed == null) {
            // The ward is well, so an answer that still isn't here got lost: ask again.
            asked = false;
            return;
        }
        if (heartbeat.number() > taken) {
            goBlind();
        } else if (backlog.isEmpty()) {
            catchingUp = false;
            offer(heartbeat);
        }
    }

    private void onVitals(VitalsChanged news) {
        PatientId patient = news.vitals().patient();
        if (blind || !backlog.isEmpty() || !offer(news)) {
            vitals.put(patient, news);
        } else {
            vitals.remove(patient);
        }
    }

    private void drainVitals() {
        Iterator<VitalsChanged> waiting = vitals.values().iterator();
        while (!blind && waiting.hasNext() && offer(waiting.next())) {
            waiting.remove();
        }
    }

    /** A second time keeps the first gap's beginning, and asks again. */
    private void goBlind() {
        if (!blind) {
            onBlind.run();
        }
        blind = true;
        asked = false;
        catchingUp = false;
        backlog.clear();
        taken = sent;
    }

    private boolean offer(FeedMessage message) {
        return line.offer(new Outgoing.Feed(message));
    }
}
