package io.vigil.core.score;

import io.vigil.core.vitals.Consciousness;

/** The scoring table of NEWS2 (RCP 2017), a method per row. Source: docs/CLINICAL.md. */
public final class News2Table {

    private News2Table() {}

    public static int respiration(double perMinute) {
        long rr = whole(perMinute);
        if (rr <= 8) {
            return 3;
        }
        if (rr <= 11) {
            return 1;
        }
        if (rr <= 20) {
            return 0;
        }
        return rr <= 24 ? 2 : 3;
    }

    /** Scale 1: most patients. */
    public static int saturationScale1(double percent) {
        long spo2 = whole(percent);
        if (spo2 <= 91) {
            return 3;
        }
        if (spo2 <= 93) {
            return 2;
        }
        return spo2 <= 95 ? 1 : 0;
    }

    /** Scale 2: hypercapnic respiratory failure, target 88 to 92 %. */
    public static int saturationScale2(double percent, boolean onOxygen) {
        long spo2 = whole(percent);
        if (spo2 <= 83) {
            return 3;
        }
        if (spo2 <= 85) {
            return 2;
        }
        if (spo2 <= 87) {
            return 1;
        }
        if (spo2 <= 92 || !onOxygen) {
            return 0;
        }
        if (spo2 <= 94) {
            return 1;
        }
        return spo2 <= 96 ? 2 : 3;
    }

    public static int oxygen(boolean onOxygen) {
        return onOxygen ? 2 : 0;
    }

    public static int systolic(double mmHg) {
        long sbp = whole(mmHg);
        if (sbp <= 90) {
            return 3;
        }
        if (sbp <= 100) {
            return 2;
        }
        if (sbp <= 110) {
            return 1;
        }
        return sbp <= 219 ? 0 : 3;
    }

    public static int pulse(double perMinute) {
        long pulse = whole(perMinute);
        if (pulse <= 40) {
            return 3;
        }
        if (pulse <= 50) {
            return 1;
        }
        if (pulse <= 90) {
            return 0;
        }
        if (pulse <= 110) {
            return 1;
        }
        return pulse <= 130 ? 2 : 3;
    }

    public static int consciousness(Consciousness level) {
        return level == Consciousness.A ? 0 : 3;
    }

    public static int temperature(double celsius) {
        long tenths = whole(celsius * 10);
        if (tenths <= 350) {
            return 3;
        }
        if (tenths <= 360) {
            return 1;
        }
        if (tenths <= 380) {
            return 0;
        }
        return tenths <= 390 ? 1 : 2;
    }

    /** Rounds half up. */
    private static long whole(double value) {
        return (long) Math.floor(value + 0.5);
    }
}
