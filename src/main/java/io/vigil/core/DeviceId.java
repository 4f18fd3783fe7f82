package io.vigil.core;

/** Identifies a device; {@code [A-Za-z0-9._-]{1,64}}. */
public record DeviceId(String value) implements Comparable<DeviceId> {

    /** @throws IllegalArgumentException if the value does not have the form of an id */
    public DeviceId {
        Ids.require("device", value);
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
