package io.vigil.patient;

import io.vigil.core.patient.AlarmContext;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.FeedCursor;
import io.vigil.journal.Recorded;
import io.vigil.patient.FeedPort.Outcome;
import io.vigil.patient.PatientEntity.RowsRead;

import org.apache.pekko.actor.typed.javadsl.ActorContext;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a patient's durable batches are sent to: the feed, and each other site that is to have
 * them.
 *
 * <p>The cursors, up to where each has confirmed, become durable with a batch that is written anyway.
 * A patient who has left writes no more: it gets a last batch that only carries the cursors, so that
 * whoever wakes it later doesn't find its end unsent.
 */
final class Outboxes {

    private static final int FEED = 0;

    /** A site's cursor is said again after so many rows: what came twice is dropped there. */
    private static final int SAY_EVERY_ROWS = 64;

    /** One site's outbox, and what the journal has of its cursor. */
    private static final class SiteBox {
        private final SiteDestination destination;
        private final Outbox outbox;
        private long durably;

        private SiteBox(SiteDestination destination, Outbox outbox, long durably) {
            this.destination = destination;
            this.outbox = outbox;
            this.durably = durably;
        }

        private SiteId site() {
            return destination.site();
        }
    }

    private final ActorContext<PatientEntity.Command> context;
    private final Body body;
    private final boolean isFeedOn;
    private final Outbox feed;
    private final List<SiteBox> sites = new ArrayList<>();
    private long last;
    private long publishedDurably;

    Outboxes(ActorContext<PatientEntity.Command> context, Body body, Recorded recorded) {
        this.context = context;
        this.body = body;
        this.isFeedOn = body.ports().outlets().feed().isOn();
        this.last = recorded.lastBatch();
        this.publishedDurably = recorded.feed().through();
        this.feed = feed(recorded);
        meet(recorded);
    }

    private Outbox feed(Recorded recorded) {
        long published = isFeedOn ? publishedDurably : last;
        FeedCursor.Point from = published == last
                ? new FeedCursor.Point(last, AlarmContext.of(recorded.patient()))
                : recorded.feed().base();
        return new Outbox(
                new FeedDestination(body, from),
                new JournalRows(context, body, FEED),
                from.row(),
                published,
                last);
    }

    /** A site that has to do with the patient since now gets everything from the beginning. */
    private void meet(Recorded recorded) {
        if (!recorded.isShared()) {
            return;
        }
        List<SiteId> others = body.ports()
                .outlets()
                .sites()
                .others(recorded.patient(), recorded.replica().marks());
        for (SiteId site : others) {
            if (sites.stream().noneMatch(each -> each.site().equals(site))) {
                long has = Math.min(recorded.sent().get(site), last);
                SiteDestination destination = new SiteDestination(
                        body.id(),
                        site,
                        body.ports().outlets().sites(),
                        more -> body.ports().metrics().unsent(site.value(), more));
                RowSource rows = new JournalRows(context, body, FEED + 1 + sites.size());
                sites.add(new SiteBox(
                        destination, new Outbox(destination, rows, has, has, last), has));
            }
        }
    }

    /** The last batch that is known to be published. */
    long published() {
        return isFeedOn ? feed.published() : 0;
    }

    /** The sites' cursors, if there is reason to make them durable; else none. */
    Versions sent() {
        boolean isDue = sites.stream()
                .anyMatch(
                        each -> Math.abs(each.outbox.published() - each.durably) >= SAY_EVERY_ROWS);
        return isDue ? cursors() : Versions.NONE;
    }

    private Versions cursors() {
        Versions cursors = Versions.NONE;
        for (SiteBox each : sites) {
            cursors = cursors.with(each.site(), each.outbox.published());
        }
        return cursors;
    }

    /** Nothing is left to be sent, and that is durable. */
    boolean isSettled() {
        boolean isFeedSettled = !isFeedOn || feed.isEmpty() && publishedDurably == last;
        return isFeedSettled
                && sites.stream().allMatch(each -> each.outbox.isEmpty() && each.durably == last);
    }

    /** All is sent, and only a batch more can say so durably. */
    boolean needsClosing() {
        return feed.isEmpty()
                && sites.stream().allMatch(each -> each.outbox.isEmpty())
                && !isSettled();
    }

    /** The batch that only says that all before it, and so itself, are sent. */
    Batch closing(long number) {
        Versions sent = Versions.NONE;
        for (SiteBox each : sites) {
            sent = sent.with(each.site(), number);
        }
        return new Batch(number, isFeedOn ? number : 0, List.of()).with(sent);
    }

    /** @param after the patient's record with the batch */
    void landed(Batch batch, Recorded after) {
        last = batch.number();
        publishedDurably = Math.max(publishedDurably, batch.published());
        for (SiteBox each : sites) {
            if (!batch.sent().equals(Versions.NONE)) {
                each.durably = batch.sent().get(each.site());
            }
            each.outbox.landed(batch);
        }
        if (isFeedOn) {
            feed.landed(batch);
        }
        meet(after);
    }

    void heard(Outcome outcome, long now) {
        switch (outcome) {
            case PUBLISHED -> feed.arrived();
            case FAILED -> feed.failed(now);
        }
    }

    void has(SiteId site, Dot dot) {
        for (SiteBox each : sites) {
            if (each.site().equals(site) && each.destination.isEndedBy(dot)) {
                each.outbox.arrived();
            }
        }
    }

    /** No envelope is in a row of a lower number than its own. */
    void lacks(SiteId site, Dot dot) {
        for (SiteBox each : sites) {
            if (each.site().equals(site)) {
                each.outbox.again(dot.seq());
            }
        }
    }

    void read(RowsRead answer, long now) {
        outbox(answer.outbox()).read(answer.reading(), answer.rows(), answer.failure(), now);
    }

    private Outbox outbox(int place) {
        return place == FEED ? feed : sites.get(place - FEED - 1).outbox;
    }

    /** Hands over what is next to each, unless something is under way or must wait. */
    void step(long now) {
        feed.step(now);
        for (SiteBox each : sites) {
            each.outbox.step(now);
        }
    }

    long nextDue() {
        long next = feed.nextDue();
        for (SiteBox each : sites) {
            next = Math.min(next, each.outbox.nextDue());
        }
        return next;
    }

    /** The actor ends: its next incarnation begins from the journal. */
    void abandon() {
        feed.abandon();
        sites.forEach(each -> each.outbox.abandon());
    }
}
