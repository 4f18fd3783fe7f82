package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;

import io.vigil.core.Nullable;

import java.util.List;

/** Why the driver failed, in a line: its own messages name its classes, and hide the cause. */
final class Reason {

    private Reason() {}

    static String of(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        for (Throwable next = failure; next != null; next = cause(next)) {
            said = next.getMessage() == null ? said : next.getMessage();
        }
        return said;
    }

    private static @Nullable Throwable cause(Throwable failure) {
        if (failure instanceof AllNodesFailedException nodes) {
            return nodes.getAllErrors().values().stream()
                    .flatMap(List::stream)
                    .findFirst()
                    .orElse(null);
        }
        return failure.getCause();
    }
}
