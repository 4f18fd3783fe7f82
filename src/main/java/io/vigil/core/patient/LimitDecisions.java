package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.Refused;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmRules;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.LimitsChanged;
import io.vigil.core.vitals.Reading;

import java.util.ArrayList;
import java.util.List;

/** A patient's own limits: changing them judges the last sample again, at that sample's time. */
public final class LimitDecisions {

    private static final double SCORE_MAX = 20;

    private LimitDecisions() {}

    static Decision setLimits(PatientState state, SetLimits c) {
        if (!state.isAdmitted()) {
            return Decision.answer(new Reply.NotFound("no such admitted patient"));
        }
        if (c.expectedVersion() != null && c.expectedVersion() != state.limitsVersion()) {
            return Decision.answer(new Reply.StaleVersion(state.limitsVersion()));
        }
        List<Refused> problems = new ArrayList<>();
        List<Condition> changed = new ArrayList<>();
        for (LimitChange change : c.changes()) {
            int place = Profiles.place(change.condition());
            if (place < 0) {
                problems.add(new Refused(change.condition(), "is no condition with limits"));
            } else {
                add(state.conditions().get(place), change, changed, problems);
            }
        }
        if (!problems.isEmpty()) {
            return Decision.answer(new Reply.Invalid(List.copyOf(problems)));
        }
        if (changed.isEmpty()) {
            return Decision.answer(Reply.UNCHANGED);
        }
        return changed(state, c.now(), c.by(), changed);
    }

    /** Of a patient of one site there is nothing to settle. */
    static Decision confirm(PatientState state, ConfirmLimits c) {
        if (!state.isAdmitted()) {
            return Decision.answer(new Reply.NotFound("no such admitted patient"));
        }
        return c.expectedVersion() != null && c.expectedVersion() != state.limitsVersion()
                ? Decision.answer(new Reply.StaleVersion(state.limitsVersion()))
                : Decision.answer(Reply.UNCHANGED);
    }

    /** These conditions are in force from now on, and the last values judged by them. */
    public static Decision changed(
            PatientState state, long now, String by, List<Condition> conditions) {
        LimitsChanged event =
                new LimitsChanged(now, by, state.limitsVersion() + 1, List.copyOf(conditions));
        List<PatientEvent> events = new ArrayList<>();
        events.add(event);
        events.addAll(alarms(state, event));
        return Decision.accept(events);
    }

    static PatientState changed(PatientState state, LimitsChanged e) {
        Condition[] conditions = state.conditions().mutableCopy();
        Tracker[] trackers = state.trackers().mutableCopy();
        for (Condition condition : e.conditions()) {
            int place = Profiles.place(condition.name());
            if (place >= 0) {
                conditions[place] = condition;
                trackers[place] = judgedAgain(state, condition, trackers[place]);
            }
        }
        return state.withLimits(e.version(), Row.owning(conditions), Row.owning(trackers));
    }

    /**
     * What the last values mean by the limits in force, where those came without a decision of this
     * site: alarms that are due at once, as of a value measured once, a graver priority, and the end
     * of what is no longer watched. The dwell of streams goes on with the next sample.
     */
    public static List<PatientEvent> judgedAgain(PatientState state, long nowMs) {
        List<PatientEvent> events = new ArrayList<>(0);
        for (int place = 0; place < state.conditions().size(); place++) {
            Condition condition = state.conditions().get(place);
            Tracker was = state.trackers().get(place);
            if (was.isRaised() && !condition.enabled()) {
                events.add(new AlarmEnded(
                        AlarmId.of(state.id(), condition.name(), was.onsetOrZero()), nowMs));
            } else if (was.isRaised()) {
                escalate(state, condition, was, nowMs, events);
            } else {
                Tracker is = judgedAgain(state, condition, Tracker.IDLE);
                PatientEvent event = Judgement.transition(
                        state,
                        condition,
                        Tracker.IDLE,
                        is,
                        judgedAt(state, condition, nowMs),
                        lastValue(state, condition));
                if (event != null) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static List<PatientEvent> alarms(PatientState state, LimitsChanged e) {
        List<PatientEvent> events = new ArrayList<>();
        for (Condition condition : e.conditions()) {
            Tracker was = state.trackers().get(Profiles.place(condition.name()));
            Tracker is = judgedAgain(state, condition, was);
            PatientEvent event = Judgement.transition(
                    state,
                    condition,
                    was,
                    is,
                    judgedAt(state, condition, e.at()),
                    lastValue(state, condition));
            if (event != null) {
                events.add(event);
            } else {
                escalate(state, condition, was, e.at(), events);
            }
        }
        return events;
    }

    /** A graver priority reaches the alarm that is there; a milder one waits for the next. */
    private static void escalate(
            PatientState state,
            Condition condition,
            Tracker tracker,
            long at,
            List<PatientEvent> events) {
        if (!tracker.isRaised()) {
            return;
        }
        AlarmId id = AlarmId.of(state.id(), condition.name(), tracker.onsetOrZero());
        Alarm alarm = state.alarms().get(id);
        if (alarm != null && alarm.priority().isBelow(condition.priority())) {
            events.add(new AlarmEscalated(id, at, condition.priority()));
        }
    }

    private static Tracker judgedAgain(PatientState state, Condition condition, Tracker was) {
        if (!condition.enabled()) {
            return Tracker.IDLE;
        }
        return condition.watchesScore()
                ? scoreJudgedAgain(state, condition, was)
                : vitalJudgedAgain(state, condition, was);
    }

    private static Tracker vitalJudgedAgain(PatientState state, Condition condition, Tracker was) {
        Reading last = state.reading(condition.watched());
        return last == null
                ? was
                : AlarmRules.step(
                        condition,
                        was,
                        condition.isBeyond(last.value()),
                        condition.isBack(last.value()),
                        last.at(),
                        0,
                        last.spot());
    }

    private static Tracker scoreJudgedAgain(PatientState state, Condition condition, Tracker was) {
        if (state.scoredAt() == PatientState.NEVER || !state.news2().complete()) {
            return was;
        }
        boolean beyond = Judgement.isScoreBeyond(condition, state.news2());
        return AlarmRules.step(condition, was, beyond, !beyond, state.scoredAt(), 0, false);
    }

    private static long judgedAt(PatientState state, Condition condition, long otherwise) {
        if (condition.watchesScore()) {
            return state.scoredAt() == PatientState.NEVER ? otherwise : state.scoredAt();
        }
        Reading last = state.reading(condition.watched());
        return last == null ? otherwise : last.at();
    }

    private static double lastValue(PatientState state, Condition condition) {
        if (condition.watchesScore()) {
            return state.news2().score();
        }
        Reading last = state.reading(condition.watched());
        return last == null ? 0 : last.value();
    }

    private static void add(
            Condition was, LimitChange change, List<Condition> changed, List<Refused> problems) {
        Condition is = new Condition(
                was.name(),
                was.vital(),
                was.side(),
                orElse(change.bound(), was.bound()),
                orElse(change.priority(), was.priority()),
                orElse(change.delayMs(), was.delayMs()),
                was.leakPercent(),
                orElse(change.hysteresis(), was.hysteresis()),
                was.clearDelayMs(),
                orElse(change.enabled(), was.enabled()));
        int before = problems.size();
        check(is, problems);
        if (problems.size() == before && !is.equals(was)) {
            changed.add(is);
        }
    }

    private static <T> T orElse(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private static void check(Condition is, List<Refused> problems) {
        double low = is.watchesScore() ? 0 : is.watched().plausibleLow();
        double high = is.watchesScore() ? SCORE_MAX : is.watched().plausibleHigh();
        if (!(is.bound() >= low && is.bound() <= high)) {
            problems.add(
                    new Refused(is.name() + ".bound", "must be between " + low + " and " + high));
        }
        if (is.delayMs() < 0 || is.delayMs() > Bounds.DELAY_MS_MAX) {
            problems.add(new Refused(
                    is.name() + ".delay", "must be 0 to " + Bounds.DELAY_MS_MAX + " ms"));
        }
        if (!(is.hysteresis() >= 0 && is.hysteresis() <= high - low)) {
            problems.add(new Refused(
                    is.name() + ".hysteresis", "must be between 0 and " + (high - low)));
        }
    }
}
