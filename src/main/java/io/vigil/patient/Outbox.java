package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.journal.Batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A patient's durable batches on their way to a destination: in order, and one handful at a time.
 *
 * <p>The few that wait are kept in memory. If more come, all are forgotten and read back from the
 * journal when the destination takes things again. So one that is away for a day costs a patient no
 * more memory than one that is away for a minute, and nothing here ever holds up a decision or a
 * write.
 *
 * <p>What must not wait overtakes a backlog: it is looked for in the rows first, sent at once, and
 * comes again in its turn.
 */
public final class Outbox {

    /** With fewer rows on their way there is nothing worth overtaking. */
    private static final int BACKLOG_ROWS = 64;

    private static final long TURN_POLL_MS = 250;
    private static final long PAUSE_MIN_MS = 500;
    private static final long PAUSE_MAX_MS = 5000;

    private final Destination destination;
    private final RowSource rows;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>(1);
    private int waitingEvents;

    /** The last batch that is in the handful or before it. */
    private long taken;

    /** The last batch of which the destination has at least what must not wait. */
    private long overtaken;

    /** When the handful is given up; 0: none is on its way. */
    private long sentUntil;

    private @Nullable Reading reading;
    private long readings;

    private long last;
    private long published;
    private long pausedUntil;
    private long pauseMs = PAUSE_MIN_MS;

    /** Rows that are being read back, {@code overtaking}: for what must not wait. */
    private record Reading(long number, long through, boolean overtaking) {}

    /**
     * @param from the batch before the first that the destination is to be given
     * @param published the last batch that it has
     * @param last the last batch that is recorded
     */
    public Outbox(Destination destination, RowSource rows, long from, long published, long last) {
        this.destination = destination;
        this.rows = rows;
        this.taken = from;
        this.published = published;
        this.overtaken = published;
        this.last = last;
        destination.count(last - published);
    }

    /** The last batch that the destination is known to have. */
    public long published() {
        return published;
    }

    /** Nothing is left to be sent. */
    public boolean isEmpty() {
        return published == last;
    }

    public void landed(Batch batch) {
        boolean isNext = batch.number() == covered() + 1;
        last = batch.number();
        destination.count(1);
        int room = Bounds.FEED_EVENTS_MAX - waitingEvents;
        if (isNext && batch.events().size() <= room && waiting.size() < Bounds.FEED_EVENTS_MAX) {
            waiting.add(batch);
            waitingEvents += batch.events().size();
        } else {
            forgetWaiting();
        }
        if ((sentUntil > 0 || isBehind()) && destination.isOpen()) {
            destination.overtake(List.of(batch));
            overtaken = overtaken == last - 1 ? last : overtaken;
        }
    }

    /** The handful has arrived. */
    public void arrived() {
        sentUntil = 0;
        if (destination.hasHandful()) {
            confirmed(taken);
        }
        destination.forget();
        rows.giveUp();
        pauseMs = PAUSE_MIN_MS;
    }

    /** The handful may not have arrived: it goes out again. */
    void failed(long now) {
        sentUntil = 0;
        if (destination.isMadeAnew()) {
            taken = published;
            // What waits comes after the handful, which is read back first.
            forgetWaiting();
            destination.forget();
            rows.giveUp();
        }
        pause(now);
    }

    /** The destination lacks what was sent long ago: from this batch on all goes out again. */
    public void again(long first) {
        long before = Math.min(published, Math.max(0, first - 1));
        destination.count(published - before);
        published = before;
        taken = before;
        overtaken = before;
        sentUntil = 0;
        reading = null;
        destination.forget();
        forgetWaiting();
        rows.giveUp();
    }

    /**
     * What was read; an answer to a question that isn't open any more changes nothing.
     *
     * @param failure why there are no rows, null if nobody knows better than that
     */
    public void read(long number, List<Batch> found, @Nullable String failure, long now) {
        Reading was = reading;
        if (was == null || was.number() != number) {
            return;
        }
        reading = null;
        long through = found.isEmpty() ? 0 : found.getLast().number();
        if (was.overtaking() && through > overtaken) {
            destination.overtake(found);
            overtaken = through;
        } else if (!was.overtaking() && through > taken) {
            take(found);
        } else {
            rows.failed("rows after %d can't be read for %s: %s"
                    .formatted(
                            was.overtaking() ? overtaken : taken,
                            destination.name(),
                            failure == null ? "there are none" : failure));
            pause(now);
        }
        if (taken < was.through()) {
            forgetWaiting();
        }
        if (!destination.hasHandful()) {
            rows.giveUp();
        }
    }

    /** Hands over what is next, unless something is under way or must wait. */
    public void step(long now) {
        boolean isOver = now >= sentUntil || sentUntil - now > destination.patienceMs();
        if (sentUntil > 0 && isOver) {
            failed(now);
        }
        // A clock that was set back must not make a link wait for as long as that.
        pausedUntil = Math.min(pausedUntil, now + PAUSE_MAX_MS);
        if (sentUntil > 0 || reading != null || now < pausedUntil) {
            return;
        }
        if (!destination.hasHandful() && taken < last) {
            if (!destination.isOpen()) {
                pause(now);
                return;
            }
            next(now);
        }
        if (destination.hasHandful() && destination.send()) {
            long patience = destination.patienceMs();
            sentUntil = patience == Long.MAX_VALUE ? patience : now + patience;
        } else if (destination.hasHandful()) {
            failed(now);
        }
    }

    private void next(long now) {
        if (overtaken < last && isBehind()) {
            read(new Reading(++readings, last, true), overtaken + 1, now);
        } else if (waiting.isEmpty()) {
            read(new Reading(++readings, last, false), taken + 1, now);
        } else {
            List<Batch> batches = List.copyOf(waiting);
            forgetWaiting();
            take(batches);
        }
    }

    public long nextDue() {
        if (sentUntil > 0) {
            return sentUntil;
        }
        boolean hasWork = destination.hasHandful() || taken < last;
        return reading == null && hasWork ? pausedUntil : Long.MAX_VALUE;
    }

    /** The actor ends: its next incarnation begins from the journal. */
    void abandon() {
        rows.giveUp();
        destination.count(published - last);
        published = last;
    }

    private boolean isBehind() {
        return last - taken > BACKLOG_ROWS;
    }

    /** The last batch that is taken already, is being read or waits. */
    private long covered() {
        if (!waiting.isEmpty()) {
            return waiting.getLast().number();
        }
        return reading != null && !reading.overtaking() ? reading.through() : taken;
    }

    private void forgetWaiting() {
        waiting.clear();
        waitingEvents = 0;
    }

    private void read(Reading wanted, long first, long now) {
        if (rows.read(wanted.number(), first, wanted.through())) {
            reading = wanted;
        } else {
            pausedUntil = now + TURN_POLL_MS;
        }
    }

    /** Adds what the destination hasn't got; what it has only tells where the others begin. */
    private void take(List<Batch> batches) {
        for (Batch batch : new ArrayList<>(batches)) {
            if (batch.number() > published && batch.number() > taken) {
                destination.add(batch);
            } else if (batch.number() > taken) {
                destination.pass(batch);
            }
            taken = Math.max(taken, batch.number());
        }
        overtaken = Math.max(overtaken, taken);
        if (!destination.hasHandful() && taken > published) {
            confirmed(taken);
        }
    }

    private void confirmed(long through) {
        destination.count(published - through);
        published = through;
    }

    private void pause(long now) {
        pausedUntil = now + pauseMs;
        pauseMs = Math.min(PAUSE_MAX_MS, 2 * pauseMs);
    }
}
