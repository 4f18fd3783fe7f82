package io.vigil.core.alarm;

import io.vigil.core.Bounds;
import io.vigil.core.alarm.Tracker.Clearing;
import io.vigil.core.alarm.Tracker.Idle;
import io.vigil.core.alarm.Tracker.Pending;
import io.vigil.core.alarm.Tracker.Raised;

/**
 * The alarm rules of docs/PROTOCOL.md, one step at a time: a tracker and a sample in, the next
 * tracker out. All arithmetic is on whole milliseconds of sample time.
 */
public final class AlarmRules {

    private AlarmRules() {}

    /** What the step did to the alarm, read from the tracker before and after it. */
    public enum Transition {
        NONE,
        RAISED,
        ENDED
    }

    public static Transition transition(Tracker before, Tracker after) {
        if (before.isRaised() == after.isRaised()) {
            return Transition.NONE;
        }
        return after.isRaised() ? Transition.RAISED : Transition.ENDED;
    }

    /** Time from the vital's last sample to this one, capped: a hole in the data outweighs nothing. */
    public static long dt(long last, long at) {
        return Math.min(at - last, Bounds.DT_MS_MAX);
    }

    /**
     * Judges one sample.
     *
     * @param beyond whether the value is past the condition's bound
     * @param back whether it has returned past the bound by the hysteresis
     * @param at the sample's time, ms
     * @param dtMs time since the vital's last sample, {@link #dt}; 0 for the first
     * @param once measured or charted once: judged without delays
     */
    public static Tracker step(
            Condition condition,
            Tracker tracker,
            boolean beyond,
            boolean back,
            long at,
            long dtMs,
            boolean once) {
        long delayMs = once ? 0 : condition.delayMs();
        return switch (tracker) {
            case Idle idle -> beyond ? begun(at, delayMs) : idle;
            case Pending pending ->
                beyond
                        ? dwelt(pending, dtMs, delayMs)
                        : leaked(pending, dtMs, condition.leakPercent());
            case Raised raised -> back ? cleared(raised.onset(), at, at, condition, once) : raised;
            case Clearing clearing ->
                back
                        ? cleared(clearing.onset(), clearing.since(), at, condition, once)
                        : new Raised(clearing.onset());
        };
    }

    private static Tracker begun(long at, long delayMs) {
        return delayMs == 0 ? new Raised(at) : new Pending(at, 0);
    }

    private static Tracker dwelt(Pending pending, long dtMs, long delayMs) {
        long dwellMs = pending.dwellMs() + dtMs;
        return dwellMs >= delayMs
                ? new Raised(pending.onset())
                : new Pending(pending.onset(), dwellMs);
    }

    private static Tracker leaked(Pending pending, long dtMs, int leakPercent) {
        long dwellMs = pending.dwellMs() - dtMs * leakPercent / 100;
        return dwellMs <= 0 ? Tracker.IDLE : new Pending(pending.onset(), dwellMs);
    }

    private static Tracker cleared(
            long onset, long since, long at, Condition condition, boolean once) {
        long clearDelayMs = once ? 0 : condition.clearDelayMs();
        return at - since >= clearDelayMs ? Tracker.IDLE : new Clearing(onset, since);
    }
}
