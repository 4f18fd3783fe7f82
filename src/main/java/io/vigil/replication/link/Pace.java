package io.vigil.replication.link;

import java.util.function.LongSupplier;

/**
 * How many events a second go out over a link: after an outage the backlog has no end for a while,
 * and what happens now needs the processor and the disk more. Safe for use by several threads.
 */
final class Pace {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private double left;
    private long at;

    /** @param nanoTime the clock */
    Pace(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.left = perSecond;
        this.at = nanoTime.getAsLong();
    }

    /** Whether so many may go now. One that is larger than what is left goes, and is made up for. */
    synchronized boolean take(int events) {
        long now = nanoTime.getAsLong();
        left = Math.min(perSecond, left + (now - at) / NANOS * perSecond);
        at = now;
        if (left <= 0) {
            return false;
        }
        left -= Math.max(1, events);
        return true;
    }
}
