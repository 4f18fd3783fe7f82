package io.vigil.ops.load;

/** A server that may be killed under its load, and started again on what it left. */
public interface Killable {

    /** Ends its process at once, as a power cut would; returns when it has ended. */
    void kill() throws LoadException, InterruptedException;

    /** Starts it again where it was, with the same data; returns when it listens. */
    void startAgain() throws LoadException, InterruptedException;
}
