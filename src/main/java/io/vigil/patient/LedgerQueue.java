package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.EnvelopeQueue;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.telemetry.Hop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What a patient has decided and not yet recorded, in the order it was decided. One batch is in
 * flight at a time and what comes meanwhile is the next, so a slow store makes bigger batches and
 * not a longer queue. Of a patient of several sites a batch is an envelope, of this site or another.
 *
 * <p>It lives in the patient's actor, not in the ledger: a ledger that restarts loses nothing of
 * it. Batches are numbered without a gap, which tells a write that was reported as failed and has
 * landed after all from one that hasn't.
 */
public final class LedgerQueue {

    private final ArrayDeque<Entry> waiting = new ArrayDeque<>(1);
    private List<Entry> flying = List.of();
    private @Nullable Batch batch;
    private final Hop hop;
    /** Null for a patient of one site. */
    private final @Nullable EnvelopeQueue envelopes;

    private long lastNumber;
    private int pendingEvents;
    private int frames;

    /** @param recorded what the journal has, and with whom it is shared */
    public LedgerQueue(Hop hop, Recorded recorded) {
        this.hop = hop;
        this.lastNumber = recorded.lastBatch();
        Replica replica = recorded.replica();
        this.envelopes = replica.merge() == null
                ? null
                : new EnvelopeQueue(replica.marks().get(replica.merge().self()));
    }

    public boolean isShared() {
        return envelopes != null;
    }

    /** What own events, to be added next, do to the live replica. */
    public Change own(Replica live, HybridTime at, List<PatientEvent> events) {
        return envelopes == null
                ? new Change.Decided(events)
                : new Change.InTurn(envelopes.own(live, at, events));
    }

    /** Events in it are those that {@link #own} has been told of, or another site's. */
    public void add(Entry entry) {
        if (entry instanceof Entry.Foreign foreign && envelopes != null) {
            envelopes.other(foreign.envelope());
        }
        waiting.add(entry);
        pendingEvents += weight(entry);
        if (entry instanceof Entry.Frame) {
            count(1);
        }
    }

    /** Nothing is waiting and nothing in flight. */
    public boolean isIdle() {
        return batch == null && waiting.isEmpty();
    }

    /** Frames that are not durable. */
    int frames() {
        return frames;
    }

    int pendingEvents() {
        return pendingEvents;
    }

    /** The batch in flight, or null. */
    public @Nullable Batch inFlight() {
        return batch;
    }

    /**
     * Puts the next batch in flight; null while there is one, or nothing to write.
     *
     * @param published the last batch that is known to be published
     * @param sent how far other sites are known to be, if that is to become durable
     */
    public @Nullable Batch next(long published, Versions sent) {
        if (batch != null || waiting.isEmpty()) {
            return null;
        }
        Envelope envelope = envelopes == null ? null : envelopes.next();
        if (envelope == null) {
            flying = take(Bounds.BATCH_EVENTS_MAX);
            batch = new Batch(lastNumber + 1, published, eventsOf(flying)).with(sent);
        } else {
            flying = take(envelope.events().size());
            boolean ahead = flying.getFirst() instanceof Entry.Foreign foreign && foreign.ahead();
            batch = Batch.of(lastNumber + 1, published, envelope, ahead).with(sent);
        }
        Invariants.check(batch.events().size() == countOf(flying), "a batch is what waited first");
        return batch;
    }

    /**
     * The journal has been read again: whether the batch in flight is in it after all, and must not
     * be written once more.
     *
     * @param lastBatch the last that the journal has
     */
    public boolean hasLanded(long lastBatch) {
        Invariants.check(batch != null, "only what is in flight can have landed");
        Invariants.check(lastBatch >= lastNumber, "the journal has every acked batch");
        return lastBatch > lastNumber;
    }

    /** A batch without events: it only says that all before it, and so itself, are sent. */
    public Batch closing(LongFunction<Batch> ofNumber) {
        Invariants.check(isIdle(), "nothing is left to be written");
        batch = ofNumber.apply(lastNumber + 1);
        return batch;
    }

    private List<Entry> take(int eventsMax) {
        List<Entry> taken = new ArrayList<>();
        int events = 0;
        do {
            Entry entry = waiting.remove();
            taken.add(entry);
            events += entry.events().size();
        } while (!waiting.isEmpty()
                && !isForeign(taken.getFirst())
                && !isForeign(waiting.element())
                && events + waiting.element().events().size() <= eventsMax);
        return taken;
    }

    private static List<PatientEvent> eventsOf(List<Entry> entries) {
        List<PatientEvent> events = new ArrayList<>();
        entries.forEach(entry -> events.addAll(entry.events()));
        return events;
    }

    private static int countOf(List<Entry> entries) {
        int events = 0;
        for (Entry entry : entries) {
            events += entry.events().size();
        }
        return events;
    }

    private static boolean isForeign(Entry entry) {
        return entry instanceof Entry.Foreign;
    }

    /** An envelope without events takes room too. */
    private static int weight(Entry entry) {
        int events = entry.events().size();
        return isForeign(entry) ? Math.max(1, events) : events;
    }

    /** The batch in flight is durable: what has thereby been waited for, in order. */
    public List<Entry> landed() {
        List<Entry> done = new ArrayList<>(flying);
        if (batch != null) {
            lastNumber = batch.number();
        }
        if (envelopes != null && !flying.isEmpty()) {
            envelopes.landed();
        }
        flying.forEach(entry -> pendingEvents -= weight(entry));
        batch = null;
        flying = List.of();
        while (!waiting.isEmpty()
                && waiting.element().events().isEmpty()
                && !isForeign(waiting.element())) {
            done.add(waiting.remove());
        }
        int landed = 0;
        for (Entry entry : done) {
            landed += entry instanceof Entry.Frame ? 1 : 0;
        }
        count(-landed);
        return done;
    }

    /** The oldest event that isn't recorded, or null. */
    @Nullable
    PatientEvent firstUnrecorded() {
        if (batch != null && !batch.events().isEmpty()) {
            return batch.events().getFirst();
        }
        for (Entry entry : waiting) {
            if (!entry.events().isEmpty()) {
                return entry.events().getFirst();
            }
        }
        return null;
    }

    /** The actor ends: what isn't durable is the devices' own again. */
    void abandon() {
        hop.givenBack(frames);
        count(-frames);
    }

    private void count(int more) {
        frames += more;
        hop.inFlight(more);
    }
}
