package io.vigil.app;

/** The server can't start; the message is one line for whoever started it. */
final class CannotStart extends Exception {

    private static final long serialVersionUID = 1L;

    CannotStart(String message, Throwable cause) {
        super(message, cause);
    }

    CannotStart(String message) {
        super(message);
    }
}
