package io.vigil.core.alarm;

/**
 * Where one condition of one patient stands.
 *
 * <p>The dwell leaks instead of resetting: a delay that any one normal beat resets misses atrial
 * fibrillation (measured, docs/ALARMS.md).
 */
public sealed interface Tracker {

    Tracker IDLE = new Idle();

    /** Nothing beyond the bound. */
    record Idle() implements Tracker {}

    /** Beyond since {@code onset}, not yet long enough. */
    record Pending(long onset, long dwellMs) implements Tracker {}

    /** The alarm is there. */
    record Raised(long onset) implements Tracker {}

    /** The alarm is there and the values are back since {@code since}. */
    record Clearing(long onset, long since) implements Tracker {}

    default boolean isRaised() {
        return this instanceof Raised || this instanceof Clearing;
    }

    /** The onset of a pending or raised alarm. */
    default long onsetOrZero() {
        return switch (this) {
            case Idle idle -> 0;
            case Pending pending -> pending.onset();
            case Raised raised -> raised.onset();
            case Clearing clearing -> clearing.onset();
        };
    }
}
