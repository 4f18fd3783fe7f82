package io.vigil.api.stream;

import io.vigil.core.Ids;
import io.vigil.core.Nullable;

import java.util.Optional;

/**
 * Where in a feed a client is.
 *
 * @param feed null for nowhere: it starts from a snapshot
 */
record StreamPosition(@Nullable String feed, long after) {

    static final StreamPosition START = new StreamPosition(null, 0);

    /** From {@code feed} and {@code after}: both or neither; empty if they are neither. */
    static Optional<StreamPosition> ofQuery(Optional<String> feed, Optional<String> after) {
        if (feed.isEmpty() && after.isEmpty()) {
            return Optional.of(START);
        }
        return feed.isPresent() && after.isPresent()
                ? of(feed.get(), after.get())
                : Optional.empty();
    }

    /** From a {@code Last-Event-ID}; one that isn't ours means a snapshot, never an error. */
    static StreamPosition ofEventId(String id) {
        int colon = id.lastIndexOf(':');
        return colon < 0
                ? START
                : of(id.substring(0, colon), id.substring(colon + 1)).orElse(START);
    }

    private static Optional<StreamPosition> of(String feed, String after) {
        if (!Ids.isValid(feed)) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(after);
            return number < 0 ? Optional.empty() : Optional.of(new StreamPosition(feed, number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
