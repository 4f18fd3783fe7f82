package io.vigil.journal;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import java.util.ArrayList;
import java.util.List;

/**
 * One journal row of a patient: what became durable in one write.
 *
 * <p>The number tells a monitor whose write was reported as failed whether it has landed after all.
 *
 * @param number gapless from 1 for each patient
 * @param published every batch up to this one was published when this one was written: a cursor that
 *     rides in a row which is written anyway. 0: none was
 * @param events in the order in which they were decided
 * @param stamps the envelopes that the events are, in the same order: one, of this site or of
 *     another; more where rows are packed into one; none of a patient of one site
 * @param sent of each other site, up to which row it is known to have the patient's rows: a cursor
 *     for each link, that rides along now and then. None: what was said last still holds
 */
public record Batch(
        long number, long published, List<PatientEvent> events, List<Stamp> stamps, Versions sent) {

    /** What one row may hold, so that corrupt bytes can't ask for the whole memory. */
    public static final int EVENTS_MAX = 65_536;

    /** Envelopes in one row: as many as rows are packed into one, and room to pack more. */
    public static final int STAMPS_MAX = 1024;

    /**
     * @throws IllegalArgumentException if the number is below 1, the events are too many, a later
     *     batch is published, or the stamps are not those of the events
     */
    public Batch {
        if (number < 1 || events.size() > EVENTS_MAX || published < 0 || published > number) {
            throw new IllegalArgumentException(
                    "batch " + number + " of " + events.size() + ", published " + published);
        }
        events = List.copyOf(events);
        stamps = List.copyOf(stamps);
        for (SiteId site : sent.sites()) {
            if (sent.get(site) > number) {
                throw new IllegalArgumentException(
                        "batch " + number + ", and " + site + " has " + sent.get(site));
            }
        }
        long stamped = stamps.stream().mapToLong(Stamp::events).sum();
        if (!stamps.isEmpty() && (stamped != events.size() || stamps.size() > STAMPS_MAX)) {
            throw new IllegalArgumentException("batch "
                    + number
                    + " of "
                    + events.size()
                    + " events with "
                    + stamps.size()
                    + " stamps of "
                    + stamped);
        }
    }

    /** Of a patient of one site. */
    public Batch(long number, long published, List<PatientEvent> events) {
        this(number, published, events, List.of(), Versions.NONE);
    }

    /** Of a patient of one site of whom nothing is published. */
    public Batch(long number, List<PatientEvent> events) {
        this(number, 0, events);
    }

    /** The row of an envelope, of this site or of another. */
    public static Batch of(long number, long published, Envelope envelope, boolean ahead) {
        return new Batch(
                number,
                published,
                envelope.events(),
                List.of(Stamp.of(envelope, ahead)),
                Versions.NONE);
    }

    /** The same, and how far the others are known to be. */
    public Batch with(Versions others) {
        return new Batch(number, published, events, stamps, others);
    }

    /** Whether there is anything in it that only concerns a patient of several sites. */
    boolean isShared() {
        return !stamps.isEmpty() || !sent.equals(Versions.NONE);
    }

    /** The envelopes in the row; none if it is of a patient of one site. */
    public List<Stamp.Stamped> envelopes(PatientId patient) {
        if (stamps.size() == 1) {
            return List.of(stamps.getFirst().on(patient, events));
        }
        List<Stamp.Stamped> envelopes = new ArrayList<>(stamps.size());
        int from = 0;
        for (Stamp stamp : stamps) {
            int to = from + stamp.events();
            envelopes.add(stamp.on(patient, events.subList(from, to)));
            from = to;
        }
        return envelopes;
    }
}
