package io.vigil.core.ward;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;

/** Who came to a ward and who left it. {@code at}: ms since the epoch. */
public sealed interface WardEvent {

    long at();

    /** A patient came, or changed bed or name. */
    record Enrolled(long at, PatientId patient, String name, BedId bed) implements WardEvent {}

    /** A patient left who is still to be woken: not all that happened to it is published. */
    record Departed(long at, PatientId patient) implements WardEvent {}

    /** Gone, and nothing more to do. */
    record Left(long at, PatientId patient) implements WardEvent {}
}
