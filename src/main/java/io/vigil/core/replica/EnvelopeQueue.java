package io.vigil.core.replica;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits to be recorded of one patient, in the order in which it was decided or taken: one
 * envelope is one row. Own decisions are added to the envelope that is open until it is put in
 * flight, until one of another site comes between, or until it is full; so the number of an envelope
 * is known when its events are decided, and all of them have seen the same. Not safe for use by
 * several threads.
 */
public final class EnvelopeQueue {

    private final ArrayDeque<Envelope> waiting = new ArrayDeque<>();
    private final List<PatientEvent> events = new ArrayList<>();
    private @Nullable Envelope open;
    private @Nullable Envelope flying;
    private long last;

    /** @param last the last own envelope that is recorded */
    public EnvelopeQueue(long last) {
        this.last = last;
    }

    /**
     * Own events, that the live replica has decided.
     *
     * @param at the time of the envelope, if they open one
     * @return the part of the envelope that they are, to be evolved at once
     */
    public Envelope own(Replica live, HybridTime at, List<PatientEvent> decided) {
        boolean isAdded = open != null
                && !Replica.opensEnvelope(decided)
                && events.size() + decided.size() <= Bounds.BATCH_EVENTS_MAX;
        if (!isAdded) {
            seal();
            last++;
        }
        Envelope part = live.envelope(last, isAdded && open != null ? open.at() : at, decided);
        open = open == null ? part : open;
        events.addAll(decided);
        return part;
    }

    public void other(Envelope envelope) {
        seal();
        waiting.add(envelope);
    }

    private void seal() {
        if (open != null) {
            waiting.add(whole(open));
            open = null;
            events.clear();
        }
    }

    private Envelope whole(Envelope first) {
        return new Envelope(
                first.site(),
                first.seq(),
                first.patient(),
                first.stay(),
                first.at(),
                first.seen(),
                events);
    }

    /** Puts the next envelope in flight; null while there is one, or nothing to record. */
    public @Nullable Envelope next() {
        if (flying != null) {
            return null;
        }
        if (waiting.isEmpty()) {
            seal();
        }
        flying = waiting.poll();
        return flying;
    }

    /** The envelope in flight is recorded. */
    public void landed() {
        flying = null;
    }

    /** The last own envelope that is recorded, waits or is open. */
    public long last() {
        return last;
    }
}
