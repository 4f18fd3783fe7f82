package io.vigil.security.tls;

/** Keys or certificates can't be made, read or trusted; the message says what to do. */
public final class TlsUnusable extends Exception {

    private static final long serialVersionUID = 1L;

    TlsUnusable(String message) {
        super(message);
    }

    TlsUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
