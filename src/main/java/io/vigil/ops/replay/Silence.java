package io.vigil.ops.replay;

import java.time.Duration;

/**
 * How long a link bears a server that says nothing.
 *
 * @param beforePing after this it asks for a sign of life
 * @param max after this the connection is given up
 */
record Silence(Duration beforePing, Duration max) {

    /** With one server only there is nowhere else to go. */
    static final Silence ALONE = new Silence(Duration.ofSeconds(10), Duration.ofSeconds(30));

    /** A server that was stopped keeps its connections: only its silence tells. */
    static final Silence WITH_A_CHOICE = new Silence(Duration.ofSeconds(2), Duration.ofSeconds(5));
}
