package io.vigil.core.replica;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;

import java.util.List;

/**
 * What one site decided of one patient in one batch, and what it knew when it did.
 *
 * <p>Each event in it has seen the same: a site that takes another's envelope closes its own open
 * batch first. Otherwise a discharge could claim to have seen vitals that came after it.
 *
 * @param seq gapless from 1 for each site and patient
 * @param stay the number of the stay in which it was decided, before the first of the events
 * @param seen what the site had taken of the others' envelopes; of its own, all before this one
 * @param events in the order in which they were decided
 */
public record Envelope(
        SiteId site,
        long seq,
        PatientId patient,
        int stay,
        HybridTime at,
        Versions seen,
        List<PatientEvent> events) {

    /** @throws IllegalArgumentException if the number is below 1 or it has seen its own future */
    public Envelope {
        if (seq < 1 || seen.get(site) >= seq) {
            throw new IllegalArgumentException(
                    "envelope " + seq + " of " + site + " that has seen " + seen);
        }
        events = List.copyOf(events);
    }

    public Dot dot() {
        return new Dot(site, seq);
    }

    /** All that its events have seen: the others', and its own up to and with itself. */
    public Versions context() {
        return seen.with(site, seq);
    }
}
