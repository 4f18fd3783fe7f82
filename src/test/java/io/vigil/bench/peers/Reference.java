package io.vigil.bench.peers;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.AlarmRules;
import io.vigil.core.alarm.AlarmRules.Transition;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Tracker;

import java.util.HashMap;
import java.util.Map;

/** What Vigil's own rules make of the samples: what all of them must say. */
final class Reference {

    private record Standing(Tracker tracker, long lastAt) {}

    private final Condition limit = Limit.condition();
    private final Map<String, Standing> patients = new HashMap<>();

    /** What the sample does to its patient's alarm, or null. */
    @Nullable
    Verdict judge(Sample sample) {
        long at = sample.at();
        Standing standing = patients.getOrDefault(sample.patient(), new Standing(Tracker.IDLE, at));
        Tracker was = standing.tracker();
        Tracker is = AlarmRules.step(
                limit,
                was,
                limit.isBeyond(sample.value()),
                limit.isBack(sample.value()),
                at,
                AlarmRules.dt(standing.lastAt(), at),
                false);
        patients.put(sample.patient(), new Standing(is, at));
        return switch (AlarmRules.transition(was, is)) {
            case NONE -> null;
            case RAISED -> verdict(sample, is.onsetOrZero(), Transition.RAISED);
            case ENDED -> verdict(sample, was.onsetOrZero(), Transition.ENDED);
        };
    }

    private Verdict verdict(Sample sample, long onset, Transition what) {
        return new Verdict(
                sample.patient(),
                limit.name(),
                onset,
                what == Transition.RAISED,
                sample.at(),
                sample.value());
    }
}
