package io.vigil.core.patient;

import io.vigil.core.Nullable;

/** Whose default limits apply; the limits themselves are data, in {@link Profiles}. */
public enum Profile {
    ADULT("adult"),
    CHILD("child"),
    NEONATE("neonate");

    private final String code;

    Profile(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The profile of this name on the wire, or null if there is none. */
    public static @Nullable Profile byCode(String code) {
        return switch (code) {
            case "adult" -> ADULT;
            case "child" -> CHILD;
            case "neonate" -> NEONATE;
            default -> null;
        };
    }
}
