package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.patient.AlarmContext;
import io.vigil.journal.Batch;
import io.vigil.journal.FeedCursor;
import io.vigil.journal.Recorded;
import io.vigil.patient.FeedPort.Outcome;
import io.vigil.patient.PatientEntity.RowsRead;

import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.stream.Materializer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A patient's durable batches on their way to the feed: in order, and one handful at a time.
 *
 * <p>The few that wait are kept in memory. If more come, all are forgotten and read back from the
 * journal when the feed takes records again. So a feed that is away for a day costs a patient no more
 * memory than one that is away for a minute, and nothing here ever holds up a decision or a write.
 *
 * <p>The cursor, up to where the feed has confirmed, becomes durable with the next batch that is
 * written anyway. A patient who has left writes no more: it gets a last batch that only carries the
 * cursor, so that whoever wakes it later doesn't find its end unpublished.
 */
final class FeedOutbox {

    private static final long TURN_POLL_MS = 250;
    private static final long PAUSE_MIN_MS = 500;
    private static final long PAUSE_MAX_MS = 5000;

    /** Records that are handed over together. {@code through}: the batch they end with. */
    private record Handful(List<FeedRecord> records, long through) {}

    private final ActorContext<PatientEntity.Command> context;
    private final Body body;
    private final Feed feed;
    private final boolean isOn;
    private final String persistenceId;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private int waitingEvents;

    /** The last batch that became records, and the alarms after it. */
    private FeedCursor.Point point;

    private @Nullable Handful handful;
    private boolean isSent;
    private Feed.@Nullable Turn turn;
    private boolean isReading;
    private long readingThrough;

    private long last;
    private long published;
    private long publishedDurably;
    private long pausedUntil;
    private long pauseMs = PAUSE_MIN_MS;

    FeedOutbox(ActorContext<PatientEntity.Command> context, Body body, Recorded recorded) {
        this.context = context;
        this.body = body;
        this.feed = body.ports().feed();
        this.isOn = feed.port().isOn();
        this.persistenceId = PatientLedger.persistenceId(body.id()).id();
        this.last = recorded.lastBatch();
        this.published = recorded.feed().through();
        this.publishedDurably = published;
        this.point = published == last
                ? new FeedCursor.Point(last, AlarmContext.of(recorded.patient()))
                : recorded.feed().base();
        count(last - published);
    }

    /** The last batch that is known to be published. */
    long published() {
        return published;
    }

    /** Nothing is left to be published, and that is durable. */
    boolean isSettled() {
        return !isOn || published == last && publishedDurably == last;
    }

    /** All is published, and only a batch more can say so durably. */
    boolean needsClosing() {
        return isOn && published == last && publishedDurably < last;
    }

    void landed(Batch batch) {
        if (!isOn) {
            return;
        }
        boolean isNext = batch.number() == covered() + 1;
        last = batch.number();
        publishedDurably = batch.published();
        count(1);
        int room = Bounds.FEED_EVENTS_MAX - waitingEvents;
        if (isNext && batch.events().size() <= room && waiting.size() < Bounds.FEED_EVENTS_MAX) {
            waiting.add(batch);
            waitingEvents += batch.events().size();
        } else {
            forgetWaiting();
        }
    }

    void heard(Outcome outcome, long now) {
        isSent = false;
        switch (outcome) {
            case PUBLISHED -> {
                if (handful != null) {
                    confirmed(handful.through());
                }
                handful = null;
                giveUpTurn();
                pauseMs = PAUSE_MIN_MS;
            }
            case FAILED -> pause(now);
        }
    }

    void read(RowsRead answer, long now) {
        isReading = false;
        long before = point.row();
        take(answer.rows());
        if (point.row() < readingThrough) {
            forgetWaiting();
        }
        if (point.row() == before) {
            context.getLog()
                    .warn(
                            "patient {}: rows after {} can't be read to be published: {}",
                            body.id(),
                            before,
                            answer.failure() == null ? "there are none" : answer.failure());
            pause(now);
        }
        if (handful == null) {
            giveUpTurn();
        }
    }

    /** Hands over what is next, unless something is under way or must wait. */
    void step(long now) {
        if (!isOn || isSent || isReading || now < pausedUntil) {
            return;
        }
        if (handful == null && !waiting.isEmpty()) {
            List<Batch> batches = List.copyOf(waiting);
            forgetWaiting();
            take(batches);
        } else if (handful == null && point.row() < last) {
            startReading(now);
        }
        if (handful != null) {
            isSent = true;
            feed.port().publish(handful.records(), body.outcomes());
        }
    }

    long nextDue() {
        boolean hasWork = handful != null || !waiting.isEmpty() || point.row() < last;
        return isOn && !isSent && !isReading && hasWork ? pausedUntil : Long.MAX_VALUE;
    }

    /** The actor ends: its next incarnation begins from the journal. */
    void abandon() {
        giveUpTurn();
        count(published - last);
        published = last;
    }

    /** The last batch that is records already, is being read or waits. */
    private long covered() {
        if (!waiting.isEmpty()) {
            return waiting.getLast().number();
        }
        return isReading ? readingThrough : point.row();
    }

    private void forgetWaiting() {
        waiting.clear();
        waitingEvents = 0;
    }

    private void startReading(long now) {
        turn = feed.turn();
        if (turn == null) {
            pausedUntil = now + TURN_POLL_MS;
            return;
        }
        isReading = true;
        readingThrough = last;
        context.pipeToSelf(
                feed.rows(
                        persistenceId,
                        point.row() + 1,
                        last,
                        Materializer.matFromSystem(context.getSystem())),
                (rows, failure) -> failure == null
                        ? new RowsRead(rows, null)
                        : new RowsRead(List.of(), failure.toString()));
    }

    /** Makes records of what is not published; what is, only tells how the alarms stood. */
    private void take(List<Batch> batches) {
        List<FeedRecord> records = new ArrayList<>();
        for (Batch batch : batches) {
            if (batch.number() > point.row()) {
                FeedRecords from = new FeedRecords(body.id(), body.settings().site(), batch);
                AlarmContext after = batch.number() > published
                        ? from.addTo(records, point.context())
                        : from.pass(point.context());
                point = new FeedCursor.Point(batch.number(), after);
            }
        }
        if (!records.isEmpty()) {
            handful = new Handful(records, point.row());
        } else if (point.row() > published) {
            confirmed(point.row());
        }
    }

    private void confirmed(long through) {
        count(published - through);
        published = through;
    }

    private void pause(long now) {
        pausedUntil = now + pauseMs;
        pauseMs = Math.min(PAUSE_MAX_MS, 2 * pauseMs);
    }

    private void giveUpTurn() {
        if (turn != null) {
            turn.giveUp();
            turn = null;
        }
    }

    private void count(long more) {
        if (isOn) {
            body.ports().metrics().unpublished(more);
        }
    }
}
