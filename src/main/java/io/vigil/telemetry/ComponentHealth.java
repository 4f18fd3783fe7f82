package io.vigil.telemetry;

import java.util.Locale;

/**
 * How a part of the server is.
 *
 * @param detail for the person who looks, no names of patients
 */
public record ComponentHealth(Status status, String detail) {

    /** Degraded: it does all of its work, until something happens unless somebody does something. */
    public enum Status {
        UP,
        DEGRADED,
        DOWN;

        /** As probes read it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** It does all of its work. */
    public boolean up() {
        return status != Status.DOWN;
    }

    public static ComponentHealth up(String detail) {
        return new ComponentHealth(Status.UP, detail);
    }

    /** @param detail says what somebody must do */
    public static ComponentHealth degraded(String detail) {
        return new ComponentHealth(Status.DEGRADED, detail);
    }

    public static ComponentHealth down(String detail) {
        return new ComponentHealth(Status.DOWN, detail);
    }
}
