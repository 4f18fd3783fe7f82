package io.vigil.patient;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ObjLongConsumer;

/**
 * A patient's outboxes to each other site that is to have the patient, and how far each is known to
 * be. These cursors become durable with a batch that is written anyway.
 */
public final class SiteOutboxes {

    /** A site's cursor is said again after so many rows: what came twice is dropped there. */
    private static final int SAY_EVERY_ROWS = 64;

    /**
     * The least that a cursor says: the site has been sent something, or is about to be. Whether it
     * has the first row is not said; that goes out again after a start.
     */
    private static final long MET = 1;

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

        /**
         * The first cursor with the next row, whatever has arrived until then. If that row takes the
         * patient away, whoever comes after knows that the site must hear of it.
         */
        private boolean isToBeSaid() {
            return durably == 0 || Math.abs(outbox.published() - durably) >= SAY_EVERY_ROWS;
        }
    }

    private final PatientId patient;
    private final SitesPort links;
    private final IntFunction<RowSource> rows;
    private final ObjLongConsumer<SiteId> unsent;
    private final List<SiteBox> sites = new ArrayList<>();
    private Recorded recorded;

    /**
     * @param rows the patient's rows for one of these outboxes, by its place among them
     * @param unsent told how many more of the patient's batches a site isn't known to have
     * @param recorded the patient's record, from which they begin
     */
    public SiteOutboxes(
            PatientId patient,
            SitesPort links,
            IntFunction<RowSource> rows,
            ObjLongConsumer<SiteId> unsent,
            Recorded recorded) {
        this.patient = patient;
        this.links = links;
        this.rows = rows;
        this.unsent = unsent;
        this.recorded = recorded;
        meet(recorded.replica().marks().sites());
        // A ward that the patient has left must hear of it, though it has never decided anything.
        meet(recorded.sent().sites());
    }

    /** A site that has to do with the patient since now gets everything from the beginning. */
    private void meet(List<SiteId> known) {
        if (!recorded.isShared()) {
            return;
        }
        long last = recorded.lastBatch();
        for (SiteId site : links.others(recorded.patient(), known)) {
            if (find(site) == null) {
                long said = recorded.sent().get(site);
                long has = said == MET ? 0 : Math.min(said, last);
                SiteDestination destination = new SiteDestination(
                        patient, site, links, more -> unsent.accept(site, more));
                Outbox outbox = new Outbox(destination, rows.apply(sites.size()), has, has, last);
                sites.add(new SiteBox(destination, outbox, said));
            }
        }
    }

    private @Nullable SiteBox find(SiteId site) {
        for (SiteBox each : sites) {
            if (each.site().equals(site)) {
                return each;
            }
        }
        return null;
    }

    /** The cursors, if there is reason to make them durable; else none. */
    public Versions sent() {
        Versions sent = Versions.NONE;
        if (!sites.isEmpty() && sites.stream().anyMatch(SiteBox::isToBeSaid)) {
            for (SiteBox each : sites) {
                sent = sent.with(each.site(), Math.max(MET, each.outbox.published()));
            }
        }
        return sent;
    }

    /** Of each site, up to which batch it is known to have all. */
    public Versions cursors() {
        Versions cursors = Versions.NONE;
        for (SiteBox each : sites) {
            cursors = cursors.with(each.site(), each.outbox.published());
        }
        return cursors;
    }

    /** Nothing is left to be sent. */
    public boolean isEmpty() {
        return sites.stream().allMatch(each -> each.outbox.isEmpty());
    }

    /** Nothing is left to be sent, and that is durable. */
    public boolean isSettled() {
        return sites.stream()
                .allMatch(each -> each.outbox.isEmpty() && each.durably == recorded.lastBatch());
    }

    /** The cursors of a batch that only says that all before it, and so itself, are sent. */
    public Versions closing(long number) {
        Versions sent = Versions.NONE;
        for (SiteBox each : sites) {
            sent = sent.with(each.site(), number);
        }
        return sent;
    }

    /** @param after the patient's record with the batch */
    public void landed(Batch batch, Recorded after) {
        if (!after.isShared()) {
            return;
        }
        recorded = after;
        for (SiteBox each : sites) {
            if (!batch.sent().equals(Versions.NONE)) {
                each.durably = batch.sent().get(each.site());
            }
            each.outbox.landed(batch);
        }
        meet(after.replica().marks().sites());
    }

    public void has(SiteId site, Dot dot) {
        SiteBox box = find(site);
        if (box != null && box.destination.has(dot)) {
            box.outbox.arrived();
        }
    }

    /** No envelope is in a row of a lower number than its own. */
    public void lacks(SiteId site, Dot dot) {
        SiteBox box = find(site);
        if (box != null) {
            box.outbox.again(dot.seq());
        }
    }

    /** @param place of the outbox that has asked for the rows */
    public Outbox at(int place) {
        return sites.get(place).outbox;
    }

    /** Hands over what is next to each, unless something is under way or must wait. */
    public void step(long now) {
        for (SiteBox each : sites) {
            each.outbox.step(now);
        }
    }

    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (SiteBox each : sites) {
            next = Math.min(next, each.outbox.nextDue());
        }
        return next;
    }

    /** The patient's actor ends: its next incarnation begins from the journal. */
    public void abandon() {
        sites.forEach(each -> each.outbox.abandon());
    }
}
