package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.alarm.AlarmRules;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientState.Notes;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Readings;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.List;

/**
 * One set of values judged by the limits in force: the alarms it raises and ends, which {@code
 * decide} asks for, and the patient after it, which {@code evolve} does. Both walk the same steps,
 * so that what is replayed is what was decided; and the values stay where they are until there is a
 * state to make of them.
 */
final class Judgement {

    /** What is done with each condition whose tracker the values move. */
    private interface Steps {
        void moved(int place, Condition condition, Tracker was, Tracker is, double value);
    }

    private final PatientState before;
    private final @Nullable DeviceId device;
    private final long at;
    private final Values values;
    private final int once;
    private final boolean scoredOnce;
    private final Notes notes;
    private final News2 news2;

    /**
     * Judges a frame, or what was charted by hand.
     *
     * @param device null for what a person charted
     * @param spot mask of the vitals that were measured once
     */
    Judgement(
            PatientState before,
            @Nullable DeviceId device,
            long at,
            Values values,
            int spot,
            Charted charted) {
        this.before = before;
        this.device = device;
        this.at = at;
        this.values = values;
        this.once = device == null ? values.mask() : spot;
        this.scoredOnce = once != 0 || !charted.isEmpty();
        this.notes = noted(before.charted(), charted, at);
        int scale = before.admission() == null ? 1 : before.admission().spo2Scale();
        this.news2 = Scoring.news2(this, notes, scale, before.news2());
    }

    /** Raised and ended alarms, in the order of the conditions; to be added to. */
    void addAlarmsTo(List<PatientEvent> events) {
        walk((_, condition, was, is, value) -> {
            PatientEvent event = transition(before, condition, was, is, at, value);
            if (event != null) {
                events.add(event);
            }
        });
    }

    /** The patient after it, with these marks of its devices. */
    PatientState state(Devices devices) {
        Moved moved = new Moved(before.trackers());
        walk(moved);
        return before.withJudged(
                readings(),
                moved.trackers(),
                devices,
                notes,
                news2,
                isScored() ? at : before.scoredAt());
    }

    /** When the latest value was measured, {@link PatientState#NEVER} if there is none. */
    long at(Vital vital) {
        return isNewer(vital) ? at : before.readings().at(vital);
    }

    /** The latest value; only for a vital that has one. */
    double value(Vital vital) {
        return isNewer(vital) ? values.get(vital) : before.readings().value(vital);
    }

    boolean isSpot(Vital vital) {
        return isNewer(vital) ? isOnce(vital) : before.readings().isSpot(vital);
    }

    private boolean isNewer(Vital vital) {
        return values.has(vital) && at > before.readings().at(vital);
    }

    private boolean isOnce(Vital vital) {
        return (once & vital.bit()) != 0;
    }

    private Readings readings() {
        int newer = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            newer |= isNewer(vital) ? vital.bit() : 0;
        }
        return before.readings().with(values, newer, at, device, once);
    }

    private void walk(Steps steps) {
        int place = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            if (isNewer(vital)) {
                judge(vital, values.number(place), steps);
            }
        }
        if (isScored()) {
            judgeScore(steps);
        }
    }

    private void judge(Vital vital, double value, Steps steps) {
        Readings last = before.readings();
        long dtMs = last.has(vital) ? AlarmRules.dt(last.at(vital), at) : 0;
        boolean suppressed = isSuppressed(vital);
        for (int place : Profiles.placesOf(vital)) {
            Condition condition = before.conditions().get(place);
            if (condition.enabled()) {
                boolean beyond = !suppressed && condition.isBeyond(value);
                boolean back = suppressed || condition.isBack(value);
                step(place, condition, beyond, back, dtMs, isOnce(vital), value, steps);
            }
        }
    }

    /** Pulse-rate limits are off while there is a heart rate. */
    private boolean isSuppressed(Vital vital) {
        long heard = vital == Vital.PR ? at(Vital.HR) : PatientState.NEVER;
        return heard != PatientState.NEVER && at - heard <= Bounds.DT_MS_MAX;
    }

    private boolean isScored() {
        return news2.complete() && at > before.scoredAt();
    }

    private void judgeScore(Steps steps) {
        long dtMs =
                before.scoredAt() == PatientState.NEVER ? 0 : AlarmRules.dt(before.scoredAt(), at);
        for (int place : Profiles.placesOfScores()) {
            Condition condition = before.conditions().get(place);
            if (condition.enabled()) {
                boolean beyond = isScoreBeyond(condition, news2);
                step(place, condition, beyond, !beyond, dtMs, scoredOnce, news2.score(), steps);
            }
        }
    }

    private void step(
            int place,
            Condition condition,
            boolean beyond,
            boolean back,
            long dtMs,
            boolean withoutDelay,
            double value,
            Steps steps) {
        Tracker was = before.trackers().get(place);
        Tracker is = AlarmRules.step(condition, was, beyond, back, at, dtMs, withoutDelay);
        if (!is.equals(was)) {
            steps.moved(place, condition, was, is, value);
        }
    }

    /** The trackers after the steps: one copy, and none while nothing moves. */
    private static final class Moved implements Steps {

        private final Row<Tracker> before;
        private Tracker @Nullable [] trackers;

        Moved(Row<Tracker> before) {
            this.before = before;
        }

        @Override
        public void moved(int place, Condition condition, Tracker was, Tracker is, double value) {
            if (trackers == null) {
                trackers = before.mutableCopy();
            }
            trackers[place] = is;
        }

        Row<Tracker> trackers() {
            return trackers == null ? before : Row.owning(trackers);
        }
    }

    private static Notes noted(Notes notes, Charted charted, long at) {
        Notes next = notes;
        if (charted.consciousness() != null && at > next.consciousnessAt()) {
            next = new Notes(charted.consciousness(), at, next.oxygen(), next.oxygenAt());
        }
        if (charted.oxygen() != null && at > next.oxygenAt()) {
            next = new Notes(next.consciousness(), next.consciousnessAt(), charted.oxygen(), at);
        }
        return next;
    }

    /** A single part at 3 asks for the same urgent review as a score of 5. */
    static boolean isScoreBeyond(Condition condition, News2 score) {
        return score.score() >= condition.bound()
                || condition.name().equals(Conditions.NEWS2_URGENT) && score.anyPartAtThree();
    }

    /** The event that this step of a tracker is, or null. */
    static @Nullable PatientEvent transition(
            PatientState state,
            Condition condition,
            Tracker was,
            Tracker is,
            long at,
            double value) {
        return switch (AlarmRules.transition(was, is)) {
            case NONE -> null;
            case RAISED -> raised(state, condition, is.onsetOrZero(), at, value);
            case ENDED ->
                new AlarmEnded(AlarmId.of(state.id(), condition.name(), was.onsetOrZero()), at);
        };
    }

    private static AlarmRaised raised(
            PatientState state, Condition condition, long onset, long at, double value) {
        return new AlarmRaised(
                AlarmId.of(state.id(), condition.name(), onset),
                condition.name(),
                condition.vital(),
                null,
                Kind.PHYSIOLOGICAL,
                condition.priority(),
                onset,
                at,
                value,
                condition.bound());
    }
}
