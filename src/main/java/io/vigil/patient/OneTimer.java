package io.vigil.patient;

import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

import java.time.Duration;

/**
 * A single timer for many deadlines. It is set anew only for an earlier one: the deadline of silence
 * moves with every frame, and waking too early once costs less than a timer for each frame.
 */
final class OneTimer {

    private static final String KEY = "deadline";

    private final TimerScheduler<PatientEntity.Command> timers;
    private long scheduled = Long.MAX_VALUE;

    OneTimer(TimerScheduler<PatientEntity.Command> timers) {
        this.timers = timers;
    }

    /** {@code due}: {@link Long#MAX_VALUE} for never. */
    void notLaterThan(long due, long now) {
        if (due < scheduled) {
            scheduled = due;
            Duration delay = Duration.ofMillis(Math.max(1, due - now));
            timers.startSingleTimer(KEY, new PatientEntity.TimeUp(), delay);
        }
    }

    void fired() {
        scheduled = Long.MAX_VALUE;
    }
}
