package io.vigil.core;

/** Identifies a ward; {@code [A-Za-z0-9._-]{1,64}}. */
public record WardId(String value) implements Comparable<WardId> {

    /** @throws IllegalArgumentException if the value does not have the form of an id */
    public WardId {
        Ids.require("ward", value);
    }

    @Override
    public int compareTo(WardId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
