package io.vigil.ops.replay;

/** Why a replay can't go on, in one line for the person who started it. */
public final class ReplayException extends Exception {

    private static final long serialVersionUID = 1;

    ReplayException(String message) {
        super(message);
    }
}
