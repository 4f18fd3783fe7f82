package io.vigil.journal;

import java.io.Serial;

/** The bytes of a journal row or snapshot are not what their manifest promises. */
public final class JournalFormatException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public JournalFormatException(String message) {
        super(message);
    }

    public JournalFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
