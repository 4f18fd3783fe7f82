package io.vigil.ops.load;

/** Why a load run can't go on, in one line for the person who started it. */
public final class LoadException extends Exception {

    private static final long serialVersionUID = 1;

    public LoadException(String message) {
        super(message);
    }
}
