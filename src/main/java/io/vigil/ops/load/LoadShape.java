package io.vigil.ops.load;

import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

/**
 * What the simulated patients' frames say: values at rest, a little different in each, and now and
 * then a heart rate above the default limit of hr-high for long enough to raise that one alarm.
 * Nothing is random: whoever knows the plan knows every value and every alarm.
 */
final class LoadShape {

    /** The default limit that the planned alarms go over, as core.patient.Profiles has it. */
    static final String CONDITION = "hr-high";

    static final long DELAY_MS = 10_000;

    /** Above 120, below the 140 of hr-very-high. */
    private static final double HR_BEYOND = 130;

    /** Two seconds more than the delay: at one frame a second, the alarm stands for two frames. */
    private static final long BEYOND_MS = 12_000;

    private static final int WOBBLE = 5;

    /**
     * The golden ratio's part after the point: multiples of it spread evenly over the cycle, and no two
     * patients whose frames follow each other have their alarms together.
     */
    private static final double GOLDEN = 0.618_033_988_749_895;

    private final LoadPlan plan;

    LoadShape(LoadPlan plan) {
        this.plan = plan;
    }

    /** Whether this frame's heart rate is over the limit. */
    boolean isBeyond(int patient, int frame) {
        long cycle = plan.alarmEverySeconds() * 1000L;
        long phase = (long) (patient * GOLDEN % 1 * cycle);
        long sincePhase = plan.dueMs(patient, frame) - phase;
        return sincePhase >= 0 && sincePhase % cycle < BEYOND_MS;
    }

    Values values(int patient, int frame) {
        int count = Math.min(plan.vitals(), Vital.COUNT);
        double[] numbers = new double[count];
        for (int place = 0; place < count; place++) {
            numbers[place] = value(Vital.at(place), patient, frame);
        }
        return Values.of((1 << count) - 1, numbers);
    }

    Charted charted() {
        return plan.vitals() > Vital.COUNT ? new Charted(null, false) : Charted.NONE;
    }

    double value(Vital vital, int patient, int frame) {
        if (vital == Vital.HR && isBeyond(patient, frame)) {
            return HR_BEYOND;
        }
        int wobble = (patient * 31 + frame * 7 + vital.ordinal()) % WOBBLE;
        return atRest(vital) + wobble * step(vital);
    }

    private static double atRest(Vital vital) {
        return switch (vital) {
            case HR, PR -> 72;
            case SPO2 -> 94;
            case RR -> 14;
            case SBP -> 118;
            case DBP -> 72;
            case MAP -> 88;
            case TEMP -> 36.5;
            case ETCO2 -> 36;
        };
    }

    private static double step(Vital vital) {
        return vital == Vital.TEMP ? 0.1 : 1;
    }
}
