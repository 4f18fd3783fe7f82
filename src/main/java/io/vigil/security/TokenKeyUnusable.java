package io.vigil.security;

/** The token key can't be made, read or trusted; the message is one clear line for a person. */
public final class TokenKeyUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TokenKeyUnusable(String message) {
        super(message);
    }

    TokenKeyUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
