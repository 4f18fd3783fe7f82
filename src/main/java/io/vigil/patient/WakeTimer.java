package io.vigil.patient;

import io.vigil.core.Nullable;

import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

import java.time.Duration;

/**
 * Wakes a patient at the nearest of many deadlines. The deadline of silence moves with every frame:
 * its timer is left to run, as waking too early once costs less than a timer for each frame. Nor is
 * it given up for the nearer deadline that comes with most frames, which gets a timer of its own: one
 * that is cancelled keeps its place among the scheduler's until it is due.
 */
final class WakeTimer {

    private static final long NEVER = Long.MAX_VALUE;

    private final ActorContext<PatientEntity.Command> context;
    private long far = NEVER;
    private @Nullable Cancellable farTimer;
    private long near = NEVER;
    private @Nullable Cancellable nearTimer;

    WakeTimer(ActorContext<PatientEntity.Command> context) {
        this.context = context;
    }

    /** {@code due}: {@link Long#MAX_VALUE} for never. */
    void notLaterThan(long due, long now) {
        if (due >= Math.min(near, far)) {
            return;
        }
        if (near == NEVER && far == NEVER) {
            far = due;
            farTimer = start(due, now);
        } else {
            cancel(nearTimer);
            near = due;
            nearTimer = start(due, now);
        }
    }

    void fired(PatientEntity.TimeUp timer) {
        if (timer.due() == near) {
            near = NEVER;
            nearTimer = null;
        } else if (timer.due() == far) {
            far = NEVER;
            farTimer = null;
        }
    }

    /** The actor ends. */
    void stop() {
        cancel(nearTimer);
        cancel(farTimer);
    }

    private Cancellable start(long due, long now) {
        Duration delay = Duration.ofMillis(Math.max(1, due - now));
        return context.scheduleOnce(delay, context.getSelf(), new PatientEntity.TimeUp(due));
    }

    private static void cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
