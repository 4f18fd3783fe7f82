package io.vigil.core.score;

/**
 * The National Early Warning Score 2 (Royal College of Physicians, 2017) of one moment.
 *
 * <p>Values are rounded to the table's precision before scoring: temperature to 0.1, the rest to
 * whole numbers, half up. A part that is missing scores nothing and leaves the score incomplete.
 *
 * @param parts score of each {@link Part} in its order, {@link #MISSING} where there is no value
 */
public record News2(int score, boolean complete, boolean anyPartAtThree, long parts) {

    /** The seven parts, named as on the wire. */
    public enum Part {
        RR("rr"),
        SPO2("spo2"),
        OXYGEN("oxygen"),
        SBP("sbp"),
        PULSE("pulse"),
        CONSCIOUSNESS("consciousness"),
        TEMP("temp");

        private final String code;

        Part(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    public static final int MISSING = 15;

    private static final int BITS = 4;
    private static final Part[] PARTS = Part.values();

    public static final News2 NONE =
            of(MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING);

    /** Adds up the parts' scores; {@link #MISSING} for a part without a value. */
    public static News2 of(
            int rr, int spo2, int oxygen, int sbp, int pulse, int consciousness, int temp) {
        long parts = rr
                | (long) spo2 << BITS
                | (long) oxygen << 2 * BITS
                | (long) sbp << 3 * BITS
                | (long) pulse << 4 * BITS
                | (long) consciousness << 5 * BITS
                | (long) temp << 6 * BITS;
        return ofParts(parts);
    }

    /** From the packed parts of an earlier score. */
    public static News2 ofParts(long parts) {
        int score = 0;
        boolean complete = true;
        boolean three = false;
        for (Part part : PARTS) {
            int points = points(parts, part);
            if (points == MISSING) {
                complete = false;
            } else {
                score += points;
                three |= points == 3;
            }
        }
        return new News2(score, complete, three, parts);
    }

    /** The part's score, {@link #MISSING} if it has no value. */
    public int points(Part part) {
        return points(parts, part);
    }

    private static int points(long parts, Part part) {
        return (int) (parts >>> part.ordinal() * BITS) & 15;
    }
}
