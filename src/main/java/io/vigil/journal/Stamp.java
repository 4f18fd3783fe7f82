package io.vigil.journal;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import java.util.List;

/**
 * What makes events of a row an envelope: which site decided them, and what it knew when it did. The
 * patient is the one whose row it is.
 *
 * @param ahead the envelope overtook others, and only what it says of alarms is here: the whole of it
 *     is in a later row
 * @param events how many events of the row are the envelope's; they follow on each other
 */
public record Stamp(
        SiteId site, long seq, int stay, HybridTime at, Versions seen, boolean ahead, int events) {

    /** An envelope, and whether it came ahead of its turn. */
    public record Stamped(Envelope envelope, boolean ahead) {}

    /**
     * @throws IllegalArgumentException if the number is below 1, it has seen its own future or the
     *     count is negative
     */
    public Stamp {
        if (seq < 1 || seen.get(site) >= seq || events < 0 || stay < 0) {
            throw new IllegalArgumentException(
                    "stamp " + seq + " of " + site + " on " + events + " events, seen " + seen);
        }
    }

    public static Stamp of(Envelope envelope, boolean ahead) {
        return new Stamp(
                envelope.site(),
                envelope.seq(),
                envelope.stay(),
                envelope.at(),
                envelope.seen(),
                ahead,
                envelope.events().size());
    }

    Stamped on(PatientId patient, List<PatientEvent> own) {
        return new Stamped(new Envelope(site, seq, patient, stay, at, seen, own), ahead);
    }
}
