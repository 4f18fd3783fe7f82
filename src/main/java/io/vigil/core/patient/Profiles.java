package io.vigil.core.patient;

import static io.vigil.core.alarm.Priority.HIGH;
import static io.vigil.core.alarm.Priority.LOW;
import static io.vigil.core.alarm.Priority.MEDIUM;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Priority;
import io.vigil.core.alarm.Side;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The default limits of each profile, as data. Every profile has the same conditions in the same
 * order, so that a condition's place is the same for every patient and in every journal: append,
 * never reorder.
 *
 * <p>Adult bounds: docs/CLINICAL.md (typical monitor presets). Child and neonate: the ranges named
 * there; the very-low, very-high, temperature and pressure bounds it doesn't name are typical ones
 * that a ward must review.
 */
public final class Profiles {

    private static final int LEAK_PERCENT = 25;
    private static final long CLEAR_DELAY_MS = 5_000;
    private static final long SCORE_DELAY_MS = 60_000;

    /** A bound that is not used in a profile. */
    private static final double OFF = Double.NaN;

    private static final List<Condition> ADULT = new ArrayList<>();
    private static final List<Condition> CHILD = new ArrayList<>();
    private static final List<Condition> NEONATE = new ArrayList<>();

    static {
        row("hr-low", Vital.HR, Side.LOW, MEDIUM, 10, 3, 50, 75, 100);
        row("hr-very-low", Vital.HR, Side.LOW, HIGH, 4, 3, 40, 60, 80);
        row("hr-high", Vital.HR, Side.HIGH, MEDIUM, 10, 5, 120, 160, 200);
        row("hr-very-high", Vital.HR, Side.HIGH, HIGH, 6, 5, 140, 180, 220);
        row("pr-low", Vital.PR, Side.LOW, MEDIUM, 10, 3, 50, 75, 100);
        row("pr-high", Vital.PR, Side.HIGH, MEDIUM, 10, 5, 120, 160, 200);
        row("spo2-low", Vital.SPO2, Side.LOW, MEDIUM, 15, 1, 90, 90, 85);
        row("spo2-very-low", Vital.SPO2, Side.LOW, HIGH, 5, 1, 80, 80, 75);
        row("spo2-high", Vital.SPO2, Side.HIGH, MEDIUM, 15, 1, OFF, OFF, 95);
        row("rr-low", Vital.RR, Side.LOW, MEDIUM, 10, 1, 8, 8, 30);
        row("apnoea", Vital.RR, Side.LOW, HIGH, 10, 1, 4, 4, 15);
        row("rr-high", Vital.RR, Side.HIGH, MEDIUM, 15, 2, 30, 30, 100);
        row("sbp-low", Vital.SBP, Side.LOW, MEDIUM, 5, 3, 90, 70, 40);
        row("sbp-very-low", Vital.SBP, Side.LOW, HIGH, 5, 3, 70, 55, 30);
        row("sbp-high", Vital.SBP, Side.HIGH, MEDIUM, 10, 5, 160, 120, 90);
        row("dbp-low", Vital.DBP, Side.LOW, LOW, 10, 3, 50, 40, 20);
        row("dbp-high", Vital.DBP, Side.HIGH, MEDIUM, 10, 3, 110, 80, 60);
        row("map-low", Vital.MAP, Side.LOW, MEDIUM, 5, 3, 60, 50, 30);
        row("map-very-low", Vital.MAP, Side.LOW, HIGH, 5, 3, 50, 40, 24);
        row("temp-low", Vital.TEMP, Side.LOW, LOW, 60, 0.2, 35, 35, 36);
        row("temp-high", Vital.TEMP, Side.HIGH, LOW, 60, 0.2, 39, 39, 38);
        row("etco2-low", Vital.ETCO2, Side.LOW, MEDIUM, 15, 2, 25, 25, 25);
        row("etco2-high", Vital.ETCO2, Side.HIGH, MEDIUM, 15, 2, 60, 60, 60);
        score("news2-urgent", MEDIUM, 5);
        score("news2-emergency", HIGH, 7);
    }

    public static final int CONDITION_COUNT = ADULT.size();

    private static final Row<Condition> ADULT_ROW = frozen(ADULT);
    private static final Row<Condition> CHILD_ROW = frozen(CHILD);
    private static final Row<Condition> NEONATE_ROW = frozen(NEONATE);

    private static final int[][] PLACES_OF_VITAL = placesOfVitals();
    private static final int[] PLACES_OF_SCORE = placesOfScore();
    private static final Map<String, Integer> PLACE_BY_NAME = placesByName();

    private Profiles() {}

    /** The default limits, in the common order. */
    public static Row<Condition> conditions(Profile profile) {
        return switch (profile) {
            case ADULT -> ADULT_ROW;
            case CHILD -> CHILD_ROW;
            case NEONATE -> NEONATE_ROW;
        };
    }

    /** The condition's place, or -1 if there is none of this name. */
    public static int place(String condition) {
        return PLACE_BY_NAME.getOrDefault(condition, -1);
    }

    static int[] placesOf(Vital vital) {
        return PLACES_OF_VITAL[vital.ordinal()];
    }

    static int[] placesOfScores() {
        return PLACES_OF_SCORE;
    }

    private static void row(
            String name,
            Vital vital,
            Side side,
            Priority priority,
            int delayS,
            double hysteresis,
            double adult,
            double child,
            double neonate) {
        ADULT.add(condition(name, vital, side, adult, priority, delayS, hysteresis));
        CHILD.add(condition(name, vital, side, child, priority, delayS, hysteresis));
        NEONATE.add(condition(name, vital, side, neonate, priority, delayS, hysteresis));
    }

    private static Condition condition(
            String name,
            Vital vital,
            Side side,
            double bound,
            Priority priority,
            int delayS,
            double hysteresis) {
        boolean enabled = !Double.isNaN(bound);
        return new Condition(
                name,
                vital,
                side,
                enabled ? bound : vital.plausibleHigh(),
                priority,
                delayS * 1000L,
                LEAK_PERCENT,
                hysteresis,
                CLEAR_DELAY_MS,
                enabled);
    }

    /** NEWS2 is for people of 16 years and more: off for children and neonates. */
    private static void score(String name, Priority priority, double bound) {
        ADULT.add(scoreCondition(name, priority, bound, true));
        CHILD.add(scoreCondition(name, priority, bound, false));
        NEONATE.add(scoreCondition(name, priority, bound, false));
    }

    private static Condition scoreCondition(
            String name, Priority priority, double bound, boolean enabled) {
        return new Condition(
                name,
                null,
                Side.HIGH,
                bound,
                priority,
                SCORE_DELAY_MS,
                LEAK_PERCENT,
                0,
                SCORE_DELAY_MS,
                enabled);
    }

    private static Row<Condition> frozen(List<Condition> conditions) {
        return Row.owning(conditions.toArray(Condition[]::new));
    }

    private static int[][] placesOfVitals() {
        int[][] places = new int[Vital.COUNT][];
        for (Vital vital : Vital.values()) {
            places[vital.ordinal()] = placesWhere(vital);
        }
        return places;
    }

    private static int[] placesOfScore() {
        return placesWhere(null);
    }

    private static int[] placesWhere(@Nullable Vital vital) {
        return IntStream.range(0, CONDITION_COUNT)
                .filter(place -> ADULT.get(place).vital() == vital)
                .toArray();
    }

    private static Map<String, Integer> placesByName() {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < CONDITION_COUNT; place++) {
            places.put(ADULT.get(place).name(), place);
        }
        return Map.copyOf(places);
    }
}
