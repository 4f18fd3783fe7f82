package io.vigil.core.replica;

import io.vigil.core.Ids;

/** Identifies a site that decides for itself: an edge, or the centre; {@code [A-Za-z0-9._-]{1,64}}. */
public record SiteId(String value) implements Comparable<SiteId> {

    /** @throws IllegalArgumentException if the value does not have the form of an id */
    public SiteId {
        if (value == null || !Ids.isValid(value)) {
            throw new IllegalArgumentException("site id must match [A-Za-z0-9._-]{1,64}");
        }
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
