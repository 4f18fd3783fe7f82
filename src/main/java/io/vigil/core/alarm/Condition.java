package io.vigil.core.alarm;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.vitals.Vital;

/**
 * A rule that watches one vital, or the NEWS2 score when {@code vital} is null.
 *
 * @param name unique in a profile: {@code spo2-very-low}
 * @param bound in the vital's unit; for a score, the lowest score that alarms
 * @param delayMs how much time beyond the bound raises the alarm
 * @param leakPercent how much of each moment within the bound is taken off the dwell again
 * @param hysteresis how far past the bound a value must return to count as back
 * @param clearDelayMs how long it must stay back before the condition ends
 */
public record Condition(
        String name,
        @Nullable Vital vital,
        Side side,
        double bound,
        Priority priority,
        long delayMs,
        int leakPercent,
        double hysteresis,
        long clearDelayMs,
        boolean enabled) {

    /** The vital of a condition that watches one. */
    public Vital watched() {
        return Invariants.present(vital, "the condition watches a vital");
    }

    public boolean watchesScore() {
        return vital == null;
    }

    public boolean isBeyond(double value) {
        return side == Side.LOW ? value < bound : value > bound;
    }

    public boolean isBack(double value) {
        return side == Side.LOW ? value >= bound + hysteresis : value <= bound - hysteresis;
    }
}
