package io.vigil.core;

/** Assertions that stay on in production: a broken invariant is a bug, never an input. */
public final class Invariants {

    private Invariants() {}

    /** @throws IllegalStateException if the invariant does not hold */
    public static void check(boolean holds, String invariant) {
        if (!holds) {
            throw new IllegalStateException("invariant broken: " + invariant);
        }
    }
}
