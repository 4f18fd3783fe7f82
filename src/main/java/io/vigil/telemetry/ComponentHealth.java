package io.vigil.telemetry;

/**
 * How a part of the server is.
 *
 * @param detail for the person who looks, no names of patients
 */
public record ComponentHealth(boolean up, String detail) {

    public static ComponentHealth up(String detail) {
        return new ComponentHealth(true, detail);
    }

    public static ComponentHealth down(String detail) {
        return new ComponentHealth(false, detail);
    }
}
