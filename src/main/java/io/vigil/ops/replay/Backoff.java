package io.vigil.ops.replay;

/**
 * How long to wait before the next attempt: doubling, capped, and spread so that many links don't
 * meet.
 */
final class Backoff {

    static final long FIRST_MS = 100;
    static final long LONGEST_MS = 5_000;

    private Backoff() {}

    /**
     * @param failures in a row, from 1
     * @param spread from 0 to 1, random
     */
    static long delayMs(int failures, double spread) {
        int doublings = Math.min(Math.max(failures - 1, 0), 16);
        long longest = Math.min(FIRST_MS << doublings, LONGEST_MS);
        return Math.round(longest * (0.5 + 0.5 * spread));
    }
}
