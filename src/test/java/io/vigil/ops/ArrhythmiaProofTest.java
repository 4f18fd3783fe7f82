package io.vigil.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.AlarmRules;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Profiles;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.RhythmCase.Episode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * Vigil's heart rate alarms on 101 hours of labelled recordings, beside plain thresholds: how many
 * alarms, and how many of the labelled episodes. Prints the table that docs/ALARMS.md holds.
 *
 * <p>An episode is a stretch under one label (fast: AF, SVTA, VT; slow: SND, AVB) in which the
 * heart rate is beyond the limit for 20 s or more in all. It is caught when an alarm is there at
 * any time in it.
 */
class ArrhythmiaProofTest {

    private static final int EPISODE_SECONDS_MIN = 20;
    private static final long BEGIN = 1_000_000_000_000L;

    /** So much that a single sample within the limit leaves nothing of the dwell. */
    private static final int RESETTING_PERCENT = 1_000_000;

    /** An alarm from its raising to its end, in seconds of the case. */
    private record Interval(int raised, int ended) {
        boolean meets(Episode episode) {
            return raised <= episode.through() && ended >= episode.from();
        }
    }

    /** How many alarms a way of alarming raised, and how many episodes they caught. */
    private record Score(int alarms, int caught) {
        Score plus(Score other) {
            return new Score(alarms + other.alarms, caught + other.caught);
        }
    }

    private enum Limit {
        FAST(
                "HR > 120",
                "hr-high",
                "hr-very-high",
                Set.of("AFIB/AFL", "SVTA", "VT"),
                rate -> rate > 120),
        SLOW("HR < 50", "hr-low", "hr-very-low", Set.of("SND", "AVB"), rate -> rate < 50);

        private final String title;
        private final String condition;
        private final String graver;
        private final Set<String> rhythms;
        private final DoublePredicate isBeyond;

        Limit(
                String title,
                String condition,
                String graver,
                Set<String> rhythms,
                DoublePredicate isBeyond) {
            this.title = title;
            this.condition = condition;
            this.graver = graver;
            this.rhythms = rhythms;
            this.isBeyond = isBeyond;
        }

        List<Episode> episodes(RhythmCase recording) {
            return recording.episodes(rhythms, isBeyond, EPISODE_SECONDS_MIN);
        }
    }

    private static final Map<Limit, Map<String, Score>> SCORES = new LinkedHashMap<>();
    private static final Map<Limit, Integer> EPISODES = new LinkedHashMap<>();

    private static final String NAIVE = "any sample beyond the limit";
    private static final String RESET = "10 s in a row: any sample within the limit resets";
    private static final String VIGIL = "Vigil";
    private static final String GATED = "Vigil, no value while the signal is poor";
    private static final String BOTH = "the same, with the graver limit's alarms";
    private static final String CALMER = "as Vigil, but hysteresis 10 and clear delay 10 s";

    private static double hours;

    @BeforeAll
    static void replay() throws IOException {
        List<RhythmCase> cases = RhythmCase.all();
        hours = cases.stream().mapToInt(RhythmCase::seconds).sum() / 3600.0;
        for (Limit limit : Limit.values()) {
            Condition ours = condition(limit.condition);
            Condition resetting = with(ours, RESETTING_PERCENT, ours.hysteresis(), 5_000);
            Condition calmer = with(ours, ours.leakPercent(), 10, 10_000);
            Set<String> one = Set.of(limit.condition);
            Set<String> both = Set.of(limit.condition, limit.graver);
            Map<String, Score> scores = new LinkedHashMap<>();
            scores.put(NAIVE, score(cases, limit, c -> naive(c, limit.isBeyond)));
            scores.put(RESET, score(cases, limit, c -> alone(c, resetting, false)));
            scores.put(VIGIL, score(cases, limit, c -> vigil(c, one, false)));
            scores.put(GATED, score(cases, limit, c -> vigil(c, one, true)));
            scores.put(BOTH, score(cases, limit, c -> vigil(c, both, true)));
            scores.put(CALMER, score(cases, limit, c -> alone(c, calmer, true)));
            SCORES.put(limit, scores);
            EPISODES.put(
                    limit,
                    cases.stream().mapToInt(c -> limit.episodes(c).size()).sum());
        }
        System.out.println(table());
    }

    @Test
    void theRecordingsAreTheOnesThatTheDesignWasMeasuredOn() {
        assertThat(EPISODES).containsEntry(Limit.FAST, 33).containsEntry(Limit.SLOW, 23);
        assertThat(of(Limit.FAST, NAIVE)).isEqualTo(new Score(1213, 33));
        assertThat(of(Limit.SLOW, NAIVE)).isEqualTo(new Score(704, 23));
    }

    @Test
    void vigilRaisesFarFewerAlarmsAndCatchesAtLeastWhatItDid() {
        for (Limit limit : Limit.values()) {
            int naive = of(limit, NAIVE).alarms();
            assertThat(of(limit, VIGIL).alarms()).isLessThan(naive / 7);
            assertThat(of(limit, GATED).alarms())
                    .isLessThanOrEqualTo(of(limit, VIGIL).alarms());
        }
        assertThat(of(Limit.FAST, VIGIL).caught()).isGreaterThanOrEqualTo(25);
        assertThat(of(Limit.FAST, GATED).caught()).isGreaterThanOrEqualTo(25);
        assertThat(of(Limit.SLOW, VIGIL).caught()).isEqualTo(23);
        assertThat(of(Limit.SLOW, GATED).caught()).isEqualTo(23);
    }

    @Test
    void leakingCatchesMoreThanResetting() {
        for (Limit limit : Limit.values()) {
            assertThat(of(limit, VIGIL).caught())
                    .isGreaterThanOrEqualTo(of(limit, RESET).caught());
        }
    }

    @Test
    void theDocsHoldThisTable() throws IOException {
        assertThat(Files.readString(Path.of("docs/ALARMS.md"))).contains(table());
    }

    private static Score of(Limit limit, String rule) {
        return SCORES.get(limit).get(rule);
    }

    private static String table() {
        StringBuilder text = new StringBuilder();
        text.append("| limit | rule | alarms | alarms an hour | episodes caught |\n");
        text.append("| --- | --- | ---: | ---: | ---: |\n");
        SCORES.forEach((limit, scores) -> scores.forEach((rule, score) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.2f | %d of %d |\n",
                limit.title,
                rule,
                score.alarms(),
                score.alarms() / hours,
                score.caught(),
                EPISODES.get(limit)))));
        return text.toString();
    }

    private static Score score(
            List<RhythmCase> cases, Limit limit, Function<RhythmCase, List<Interval>> alarming) {
        return cases.stream()
                .map(c -> score(limit.episodes(c), alarming.apply(c)))
                .reduce(new Score(0, 0), Score::plus);
    }

    private static Score score(List<Episode> episodes, List<Interval> alarms) {
        long caught = episodes.stream()
                .filter(episode -> alarms.stream().anyMatch(alarm -> alarm.meets(episode)))
                .count();
        return new Score(alarms.size(), (int) caught);
    }

    /** An alarm for each run of samples beyond the limit. */
    private static List<Interval> naive(RhythmCase recording, DoublePredicate isBeyond) {
        List<Interval> alarms = new ArrayList<>();
        int raised = -1;
        for (int second = 0; second < recording.seconds(); second++) {
            double rate = recording.heartRate()[second];
            if (isBeyond.test(rate)) {
                raised = raised < 0 ? second : raised;
            } else if (raised >= 0 && !Double.isNaN(rate)) {
                alarms.add(new Interval(raised, second - 1));
                raised = -1;
            }
        }
        if (raised >= 0) {
            alarms.add(new Interval(raised, recording.seconds()));
        }
        return alarms;
    }

    /** One condition alone, by Vigil's rule for a step. */
    private static List<Interval> alone(
            RhythmCase recording, Condition condition, boolean isGated) {
        List<Interval> alarms = new ArrayList<>();
        Tracker tracker = Tracker.IDLE;
        int last = -1;
        int raised = -1;
        for (int second = 0; second < recording.seconds(); second++) {
            double rate = recording.heartRate()[second];
            if (isMissing(recording, second, isGated)) {
                continue;
            }
            long dtMs = last < 0 ? 0 : AlarmRules.dt(last * 1_000L, second * 1_000L);
            last = second;
            Tracker next = AlarmRules.step(
                    condition,
                    tracker,
                    condition.isBeyond(rate),
                    condition.isBack(rate),
                    BEGIN + second * 1_000L,
                    dtMs,
                    false);
            switch (AlarmRules.transition(tracker, next)) {
                case RAISED -> raised = second;
                case ENDED -> alarms.add(new Interval(raised, second));
                case NONE -> {}
            }
            tracker = next;
        }
        if (tracker.isRaised()) {
            alarms.add(new Interval(raised, recording.seconds()));
        }
        return alarms;
    }

    private static boolean isMissing(RhythmCase recording, int second, boolean isGated) {
        double rate = recording.heartRate()[second];
        boolean isPoor = isGated && recording.isBadSignal()[second];
        return isPoor || !Vital.HR.isPlausible(rate);
    }

    private static Condition condition(String name) {
        return Profiles.conditions(Profile.ADULT).get(Profiles.place(name));
    }

    private static Condition with(
            Condition ours, int leakPercent, double hysteresis, long clearDelayMs) {
        return new Condition(
                ours.name(),
                ours.vital(),
                ours.side(),
                ours.bound(),
                ours.priority(),
                ours.delayMs(),
                leakPercent,
                hysteresis,
                clearDelayMs,
                true);
    }

    /** The alarms of Vigil's conditions, raised and ended by the patient's own rules. */
    private static List<Interval> vigil(
            RhythmCase recording, Set<String> conditions, boolean isGated) {
        Map<AlarmId, Interval> alarms = new LinkedHashMap<>();
        Bedside bedside = new Bedside(
                new PatientId("case-" + recording.id()),
                Profile.ADULT,
                BEGIN,
                event -> take(event, conditions, alarms, recording.seconds()));
        for (int second = 0; second < recording.seconds(); second++) {
            if (!isMissing(recording, second, isGated)) {
                Values rate = Values.of(Vital.HR, recording.heartRate()[second]);
                bedside.observe(BEGIN + second * 1_000L, rate, 0, Charted.NONE);
            }
        }
        return List.copyOf(alarms.values());
    }

    private static void take(
            PatientEvent event,
            Set<String> conditions,
            Map<AlarmId, Interval> alarms,
            int seconds) {
        if (event instanceof PatientEvent.AlarmRaised raised
                && conditions.contains(raised.condition())) {
            alarms.put(raised.id(), new Interval(second(raised.at()), seconds));
        } else if (event instanceof PatientEvent.AlarmEnded ended) {
            alarms.computeIfPresent(
                    ended.id(), (id, alarm) -> new Interval(alarm.raised(), second(ended.at())));
        }
    }

    private static int second(long at) {
        return (int) ((at - BEGIN) / 1_000);
    }
}
