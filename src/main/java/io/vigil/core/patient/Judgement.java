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
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;

/**
 * One set of values judged by the limits in force: the patient after it, and the alarms it raised
 * and ended. {@code decide} takes the alarms from it and {@code evolve} the state, so that what is
 * replayed is what was decided.
 */
final class Judgement {

    private final PatientState before;
    private final long at;
    private final Reading[] readings;
    private Tracker @Nullable [] trackers;
    private Notes notes;
    private News2 news2;
    private long scoredAt;
    private List<PatientEvent> alarms = List.of();

    private Judgement(PatientState before, long at) {
        this.before = before;
        this.at = at;
        this.readings = before.readings().mutableCopy();
        this.notes = before.charted();
        this.news2 = before.news2();
        this.scoredAt = before.scoredAt();
    }

    /**
     * Judges a frame, or what was charted by hand.
     *
     * @param device null for what a person charted
     * @param spot mask of the vitals that were measured once
     */
    static Judgement of(
            PatientState before,
            @Nullable DeviceId device,
            long at,
            Values values,
            int spot,
            Charted charted) {
        Judgement judgement = new Judgement(before, at);
        int once = device == null ? values.mask() : spot;
        judgement.values(device, values, once);
        judgement.note(charted);
        judgement.score(once != 0 || !charted.isEmpty());
        return judgement;
    }

    PatientState state() {
        return before.withJudged(
                Row.owning(readings),
                trackers == null ? before.trackers() : Row.owning(trackers),
                notes,
                news2,
                scoredAt);
    }

    /** Raised and ended alarms, in the order of the conditions. */
    List<PatientEvent> alarms() {
        return alarms;
    }

    private void values(@Nullable DeviceId device, Values values, int once) {
        int place = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            Reading last = before.reading(vital);
            if (last == null || at > last.at()) {
                boolean spot = (once & vital.bit()) != 0;
                Reading reading = new Reading(values.number(place), at, device, spot);
                readings[vital.ordinal()] = reading;
                long dtMs = last == null ? 0 : AlarmRules.dt(last.at(), at);
                for (int condition : Profiles.placesOf(vital)) {
                    judge(condition, reading, dtMs, isSuppressed(vital));
                }
            }
        }
    }

    /** Pulse-rate limits are off while there is a heart rate. Its column comes before. */
    private boolean isSuppressed(Vital vital) {
        Reading hr = readings[Vital.HR.ordinal()];
        return vital == Vital.PR && hr != null && at - hr.at() <= Bounds.DT_MS_MAX;
    }

    private void judge(int place, Reading reading, long dtMs, boolean suppressed) {
        Condition condition = before.conditions().get(place);
        if (condition.enabled()) {
            boolean beyond = !suppressed && condition.isBeyond(reading.value());
            boolean back = suppressed || condition.isBack(reading.value());
            step(place, condition, beyond, back, dtMs, reading.spot(), reading.value());
        }
    }

    private void note(Charted charted) {
        if (charted.consciousness() != null && at > notes.consciousnessAt()) {
            notes = new Notes(charted.consciousness(), at, notes.oxygen(), notes.oxygenAt());
        }
        if (charted.oxygen() != null && at > notes.oxygenAt()) {
            notes = new Notes(notes.consciousness(), notes.consciousnessAt(), charted.oxygen(), at);
        }
    }

    private void score(boolean once) {
        int scale = before.admission() == null ? 1 : before.admission().spo2Scale();
        news2 = Scoring.news2(readings, notes, scale, news2);
        if (!news2.complete() || at <= scoredAt) {
            return;
        }
        long dtMs = scoredAt == PatientState.NEVER ? 0 : AlarmRules.dt(scoredAt, at);
        for (int place : Profiles.placesOfScores()) {
            Condition condition = before.conditions().get(place);
            if (condition.enabled()) {
                boolean beyond = isScoreBeyond(condition, news2);
                step(place, condition, beyond, !beyond, dtMs, once, news2.score());
            }
        }
        scoredAt = at;
    }

    /** A single part at 3 asks for the same urgent review as a score of 5. */
    static boolean isScoreBeyond(Condition condition, News2 score) {
        return score.score() >= condition.bound()
                || condition.name().equals(Conditions.NEWS2_URGENT) && score.anyPartAtThree();
    }

    private void step(
            int place,
            Condition condition,
            boolean beyond,
            boolean back,
            long dtMs,
            boolean once,
            double value) {
        Tracker was = before.trackers().get(place);
        Tracker is = AlarmRules.step(condition, was, beyond, back, at, dtMs, once);
        if (is.equals(was)) {
            return;
        }
        if (trackers == null) {
            trackers = before.trackers().mutableCopy();
        }
        trackers[place] = is;
        tell(before, condition, was, is, at, value);
    }

    private void tell(
            PatientState state,
            Condition condition,
            Tracker was,
            Tracker is,
            long when,
            double value) {
        PatientEvent event = transition(state, condition, was, is, when, value);
        if (event != null) {
            if (alarms.isEmpty()) {
                alarms = new ArrayList<>(2);
            }
            alarms.add(event);
        }
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
