package io.vigil.ops.drill;

/** Why a drill can't go on, in one line for the person who started it. */
public final class DrillException extends Exception {

    private static final long serialVersionUID = 1;

    DrillException(String message) {
        super(message);
    }

    DrillException(String message, Throwable cause) {
        super(message, cause);
    }
}
