package io.vigil.journal;

import io.vigil.core.patient.PatientEvent;

import java.util.List;

/**
 * One journal row of a patient: what became durable in one write.
 *
 * <p>The number tells a monitor whose write was reported as failed whether it has landed after all.
 *
 * @param number gapless from 1 for each patient
 * @param events in the order in which they were decided
 */
public record Batch(long number, List<PatientEvent> events) {

    /** What one row may hold, so that corrupt bytes can't ask for the whole memory. */
    public static final int EVENTS_MAX = 65_536;

    /** @throws IllegalArgumentException if the number is below 1 or the events are too many */
    public Batch {
        if (number < 1 || events.size() > EVENTS_MAX) {
            throw new IllegalArgumentException("batch " + number + " of " + events.size());
        }
        events = List.copyOf(events);
    }
}
