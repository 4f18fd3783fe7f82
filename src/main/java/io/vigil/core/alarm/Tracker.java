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
    record Idle() implements Tracker {
        @Override
        public boolean isRaised() {
            return false;
        }

        @Override
        public long onsetOrZero() {
            return 0;
        }
    }

    /** Beyond since {@code onset}, not yet long enough. */
    record Pending(long onset, long dwellMs) implements Tracker {
        @Override
        public boolean isRaised() {
            return false;
        }

        @Override
        public long onsetOrZero() {
            return onset;
        }
    }

    /** The alarm is there. */
    record Raised(long onset) implements Tracker {
        @Override
        public boolean isRaised() {
            return true;
        }

        @Override
        public long onsetOrZero() {
            return onset;
        }
    }

    /** The alarm is there and the values are back since {@code since}. */
    record Clearing(long onset, long since) implements Tracker {
        @Override
        public boolean isRaised() {
            return true;
        }

        @Override
        public long onsetOrZero() {
            return onset;
        }
    }

    boolean isRaised();

    /** The onset of a pending or raised alarm. */
    long onsetOrZero();
}
