package io.vigil.ops.stack;

/** Why a stack can't start or stop, in one line for the person who asked for it. */
public final class StackException extends Exception {

    private static final long serialVersionUID = 1;

    StackException(String message) {
        super(message);
    }

    StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
