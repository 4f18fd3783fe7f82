package io.vigil.journal;

import io.vigil.core.patient.PatientEvent;

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
 */
public record Batch(long number, long published, List<PatientEvent> events) {

    /** What one row may hold, so that corrupt bytes can't ask for the whole memory. */
    public static final int EVENTS_MAX = 65_536;

    /**
     * @throws IllegalArgumentException if the number is below 1, the events are too many or a later
     *     batch is published
     */
    public Batch {
        if (number < 1 || events.size() > EVENTS_MAX || published < 0 || published > number) {
            throw new IllegalArgumentException(
                    "batch " + number + " of " + events.size() + ", published " + published);
        }
        events = List.copyOf(events);
    }

    /** Of a patient of whom nothing is published. */
    public Batch(long number, List<PatientEvent> events) {
        this(number, 0, events);
    }
}
