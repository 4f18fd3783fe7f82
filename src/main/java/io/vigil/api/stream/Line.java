package io.vigil.api.stream;

/** The bounded queue in front of a client's socket. Never waits, never drops in silence. */
interface Line {

    /** False when the queue is full or the client gone: nothing of the message was kept. */
    boolean offer(Outgoing message);

    /** How many more it would take now. */
    int free();

    int capacity();

    /** Sends what is queued, then closes. */
    void complete();
}
