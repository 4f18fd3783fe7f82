package io.vigil.journal;

import java.io.Serial;

/** The journal's store can't be read now, and may be again later: it is too slow, away, or broken. */
public final class JournalUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public JournalUnavailableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
