package io.vigil.core;

/** Identifies a patient; {@code [A-Za-z0-9._-]{1,64}}. */
public record PatientId(String value) implements Comparable<PatientId> {

    /** @throws IllegalArgumentException if the value does not have the form of an id */
    public PatientId {
        Ids.require("patient", value);
    }

    @Override
    public int compareTo(PatientId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
