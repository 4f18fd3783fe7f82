package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent;
import io.vigil.journal.Batch;
import io.vigil.telemetry.Hop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a patient has decided and not yet recorded, in the order it was decided. One batch is in
 * flight at a time and what comes meanwhile is the next, so a slow store makes bigger batches and
 * not a longer queue.
 *
 * <p>It lives in the patient's actor, not in the ledger: a ledger that restarts loses nothing of
 * it. Batches are numbered without a gap, which tells a write that was reported as failed and has
 * landed after all from one that hasn't.
 */
final class LedgerQueue {

    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private List<Entry> flying = List.of();
    private @Nullable Batch batch;
    private final Hop hop;
    private long lastNumber;
    private int pendingEvents;
    private int frames;

    LedgerQueue(Hop hop) {
        this.hop = hop;
    }

    /** @param number the last batch that the journal has */
    void startAfter(long number) {
        lastNumber = number;
    }

    void add(Entry entry) {
        waiting.add(entry);
        pendingEvents += entry.events().size();
        if (entry instanceof Entry.Frame) {
            count(1);
        }
    }

    /** Nothing is waiting and nothing in flight. */
    boolean isIdle() {
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
    @Nullable
    Batch inFlight() {
        return batch;
    }

    /**
     * Puts the next batch in flight; null while there is one, or nothing to write.
     *
     * @param published the last batch that is known to be published
     */
    @Nullable
    Batch next(long published) {
        if (batch != null || waiting.isEmpty()) {
            return null;
        }
        List<Entry> taken = new ArrayList<>();
        List<PatientEvent> events = new ArrayList<>();
        while (!waiting.isEmpty() && fits(events, waiting.element())) {
            Entry entry = waiting.remove();
            taken.add(entry);
            events.addAll(entry.events());
        }
        flying = taken;
        batch = new Batch(lastNumber + 1, published, events);
        return batch;
    }

    /** A batch without events: it only says that all before it, and so itself, are published. */
    Batch closing() {
        Invariants.check(isIdle(), "nothing is left to be written");
        batch = new Batch(lastNumber + 1, lastNumber + 1, List.of());
        return batch;
    }

    private static boolean fits(List<PatientEvent> events, Entry entry) {
        return events.isEmpty() || events.size() + entry.events().size() <= Bounds.BATCH_EVENTS_MAX;
    }

    /** The batch in flight is durable: what has thereby been waited for, in order. */
    List<Entry> landed() {
        List<Entry> done = new ArrayList<>(flying);
        if (batch != null) {
            lastNumber = batch.number();
            pendingEvents -= batch.events().size();
        }
        batch = null;
        flying = List.of();
        while (!waiting.isEmpty() && waiting.element().events().isEmpty()) {
            done.add(waiting.remove());
        }
        count(-(int) done.stream().filter(Entry.Frame.class::isInstance).count());
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
