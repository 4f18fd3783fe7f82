package io.vigil.core;

/** Identifies a bed; {@code [A-Za-z0-9._-]{1,64}}. */
public record BedId(String value) implements Comparable<BedId> {

    /** @throws IllegalArgumentException if the value does not have the form of an id */
    public BedId {
        Ids.require("bed", value);
    }

    @Override
    public int compareTo(BedId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
