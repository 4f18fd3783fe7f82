package io.vigil.core.replica;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Priority;
import io.vigil.core.alarm.Side;

import java.util.List;

/**
 * The limits in force while sites have written different ones without knowing of each other: those
 * that alarm soonest. On beats off; of those that are on, the tightest bound, the shortest delay,
 * the gravest priority and the slowest end.
 */
final class Tightest {

    private Tightest() {}

    /** Null if none was ever written. */
    static @Nullable Condition of(Siblings<Condition> written) {
        List<Siblings.Sibling<Condition>> all = written.all();
        if (all.isEmpty()) {
            return null;
        }
        Condition tightest = all.getFirst().value();
        for (Siblings.Sibling<Condition> each : all.subList(1, all.size())) {
            tightest = of(tightest, each.value());
        }
        return tightest;
    }

    static Condition of(Condition one, Condition other) {
        if (one.enabled() != other.enabled()) {
            return one.enabled() ? one : other;
        }
        return new Condition(
                one.name(),
                one.vital(),
                one.side(),
                one.side() == Side.LOW
                        ? Math.max(one.bound(), other.bound())
                        : Math.min(one.bound(), other.bound()),
                graver(one.priority(), other.priority()),
                Math.min(one.delayMs(), other.delayMs()),
                Math.min(one.leakPercent(), other.leakPercent()),
                Math.max(one.hysteresis(), other.hysteresis()),
                Math.max(one.clearDelayMs(), other.clearDelayMs()),
                one.enabled());
    }

    private static Priority graver(Priority one, Priority other) {
        return one.isBelow(other) ? other : one;
    }
}
