package io.vigil.core.alarm;

import io.vigil.core.Nullable;

/** By the response needed: awareness, prompt, at once (IEC 60601-1-8 terms). In rising order. */
public enum Priority {
    LOW("low"),
    MEDIUM("medium"),
    HIGH("high");

    private final String code;

    Priority(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public boolean isBelow(Priority other) {
        return compareTo(other) < 0;
    }

    /** The priority of this name on the wire, or null if there is none. */
    public static @Nullable Priority byCode(String code) {
        return switch (code) {
            case "low" -> LOW;
            case "medium" -> MEDIUM;
            case "high" -> HIGH;
            default -> null;
        };
    }
}
