package io.vigil.core.patient;

import io.vigil.core.Refused;

import java.util.List;

/** A patient's answer to a command; refusals are values, not exceptions. */
public sealed interface Reply {

    /** Decided; for a frame, {@code refused} names the parts of it that were not taken. */
    record Accepted(List<Refused> refused) implements Reply {}

    /** Nothing to do: the same has been decided before. */
    record Unchanged() implements Reply {}

    /** A frame at or below the mark: it is acked again and changes nothing. */
    record Repeated() implements Reply {}

    /** A frame that skips a number: not kept. */
    record OutOfOrder(long expected) implements Reply {}

    /** A frame of an epoch that the device has left. */
    record StaleEpoch(long current) implements Reply {}

    /** The device belongs to no stay of this patient. */
    record NotAttached() implements Reply {}

    record NotFound(String what) implements Reply {}

    record Conflict(String why) implements Reply {}

    /** The limits are no longer at the version that the caller saw. */
    record StaleVersion(long current) implements Reply {}

    record Invalid(List<Refused> problems) implements Reply {}

    Reply ACCEPTED = new Accepted(List.of());
    Reply UNCHANGED = new Unchanged();
    Reply REPEATED = new Repeated();
    Reply NOT_ATTACHED = new NotAttached();
}
