package io.vigil.core.replica;

import io.vigil.core.Bounds;

/**
 * A site's hybrid clock; the wall's time is given, never read. Immutable.
 *
 * <p>A remote time further ahead than {@link Bounds#SITE_DRIFT_MS_MAX} is told of and not followed:
 * one site with a wrong clock must not drag all others into the future.
 */
public record HybridClock(HybridTime last) {

    public static final HybridClock START = new HybridClock(HybridTime.NEVER);

    /** @param tooFarAhead the remote clock is out of bounds: a technical alarm is due */
    public record Received(HybridClock clock, boolean tooFarAhead) {}

    /** Before each own envelope, whose time is {@link #last} of the result. */
    public HybridClock tick(long nowMs) {
        return new HybridClock(nowMs > last.wallMs() ? new HybridTime(nowMs, 0) : last.next());
    }

    public Received receive(HybridTime remote, long nowMs) {
        boolean ahead = remote.wallMs() - nowMs > Bounds.SITE_DRIFT_MS_MAX;
        boolean follows = !ahead && remote.compareTo(last) > 0;
        return new Received(follows ? new HybridClock(remote) : this, ahead);
    }
}
