package io.vigil.core;

/** Assertions that stay on in production: a broken invariant is a bug, never an input. */
public final class Invariants {

    private Invariants() {}

    /**
     * The value, which can't be null here.
     *
     * @throws IllegalStateException if it is
     */
    public static <T> T present(@Nullable T value, String invariant) {
        if (value == null) {
            throw new IllegalStateException("invariant broken: " + invariant);
        }
        return value;
    }

    /** @throws IllegalStateException if the invariant does not hold */
    public static void check(boolean holds, String invariant) {
        if (!holds) {
            throw new IllegalStateException("invariant broken: " + invariant);
        }
    }
}
