package io.vigil.patient;

import io.vigil.core.patient.AlarmContext;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.FeedCursor;
import io.vigil.journal.Recorded;
import io.vigil.patient.FeedPort.Outcome;
import io.vigil.patient.PatientEntity.RowsRead;

import org.apache.pekko.actor.typed.javadsl.ActorContext;

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
    private static final int FIRST_SITE = 1;

    private final boolean isFeedOn;
    private final Outbox feed;
    private final SiteOutboxes sites;
    private long last;
    private long publishedDurably;

    Outboxes(ActorContext<PatientEntity.Command> context, Body body, Recorded recorded) {
        this.isFeedOn = body.ports().outlets().feed().isOn();
        this.last = recorded.lastBatch();
        this.publishedDurably = recorded.feed().through();
        this.feed = feed(context, body, recorded);
        this.sites = new SiteOutboxes(
                body.id(),
                body.ports().outlets().sites(),
                place -> new JournalRows(context, body, FIRST_SITE + place),
                (site, more) -> body.ports().metrics().unsent(site.value(), more),
                recorded);
    }

    private Outbox feed(ActorContext<PatientEntity.Command> context, Body body, Recorded recorded) {
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

    SiteOutboxes sites() {
        return sites;
    }

    /** The last batch that is known to be published. */
    long published() {
        return isFeedOn ? feed.published() : 0;
    }

    /** Nothing is left to be sent, and that is durable. */
    boolean isSettled() {
        boolean isFeedSettled = !isFeedOn || feed.isEmpty() && publishedDurably == last;
        return isFeedSettled && sites.isSettled();
    }

    /** All is sent, and only a batch more can say so durably. */
    boolean needsClosing() {
        return feed.isEmpty() && sites.isEmpty() && !isSettled();
    }

    /** The batch that only says that all before it, and so itself, are sent. */
    Batch closing(long number) {
        Versions sent = sites.closing(number);
        return new Batch(number, isFeedOn ? number : 0, List.of()).with(sent);
    }

    /** @param after the patient's record with the batch */
    void landed(Batch batch, Recorded after) {
        last = batch.number();
        publishedDurably = Math.max(publishedDurably, batch.published());
        if (isFeedOn) {
            feed.landed(batch);
        }
        sites.landed(batch, after);
    }

    void heard(Outcome outcome, long now) {
        switch (outcome) {
            case PUBLISHED -> feed.arrived();
            case FAILED -> feed.failed(now);
        }
    }

    void read(RowsRead answer, long now) {
        Outbox asking = answer.outbox() == FEED ? feed : sites.at(answer.outbox() - FIRST_SITE);
        asking.read(answer.reading(), answer.rows(), answer.failure(), now);
    }

    /** Hands over what is next to each, unless something is under way or must wait. */
    void step(long now) {
        feed.step(now);
        sites.step(now);
    }

    long nextDue() {
        return Math.min(feed.nextDue(), sites.nextDue());
    }

    /** The actor ends: its next incarnation begins from the journal. */
    void abandon() {
        feed.abandon();
        sites.abandon();
    }
}
