package io.vigil.replication;

import io.vigil.core.Nullable;

/** Why a link failed, in a line: clients wrap the cause in what they were doing. */
public final class Reason {

    private Reason() {}

    public static String of(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        for (@Nullable Throwable next = failure; next != null; next = next.getCause()) {
            said = next.getMessage() == null ? said : next.getMessage();
        }
        return said;
    }
}
