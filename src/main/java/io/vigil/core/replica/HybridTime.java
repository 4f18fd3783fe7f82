package io.vigil.core.replica;

/**
 * Hybrid logical time: the wall clock where it may be trusted, a counter where it stands still or
 * goes back. What is caused is later than its cause, as long as no clock is out of bounds.
 *
 * @param wallMs ms since the epoch
 */
public record HybridTime(long wallMs, int counter) implements Comparable<HybridTime> {

    public static final HybridTime NEVER = new HybridTime(0, 0);

    @Override
    public int compareTo(HybridTime other) {
        int byWall = Long.compare(wallMs, other.wallMs);
        return byWall != 0 ? byWall : Integer.compare(counter, other.counter);
    }

    HybridTime next() {
        return counter == Integer.MAX_VALUE
                ? new HybridTime(wallMs + 1, 0)
                : new HybridTime(wallMs, counter + 1);
    }
}
