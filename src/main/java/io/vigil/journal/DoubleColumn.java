package io.vigil.journal;

/**
 * A column of one vital's numbers: as whole numbers of the fewest decimal places that give every
 * one of them back bit for bit, else as raw doubles. Bedside values have none or one place.
 */
final class DoubleColumn {

    private static final double[] POWERS = {1, 10, 100, 1000};

    /** In the place of the decimal places: eight bytes a number follow. */
    private static final int RAW = POWERS.length;

    /** Whole numbers up to here are exact in a double. */
    private static final double WHOLE_MAX = 1L << 53;

    private DoubleColumn() {}

    static void write(ByteWriter out, double[] column) {
        for (int places = 0; places < POWERS.length; places++) {
            long[] scaled = new long[column.length];
            if (scale(column, POWERS[places], scaled)) {
                LongColumn.write(out, scaled, places);
                return;
            }
        }
        out.byte8(RAW << LongColumn.FORM_BITS);
        for (double number : column) {
            out.double64(number);
        }
    }

    static double[] read(ByteReader in, int count) {
        int head = in.byte8();
        int places = LongColumn.extra(head);
        if (places > RAW) {
            throw new JournalFormatException("unknown number form " + head);
        }
        return places == RAW ? raw(in, count) : scaled(in, head, count, POWERS[places]);
    }

    private static double[] raw(ByteReader in, int count) {
        if ((long) count * Double.BYTES > in.remaining()) {
            throw new JournalFormatException("torn column of " + count + " doubles");
        }
        double[] column = new double[count];
        for (int i = 0; i < count; i++) {
            column[i] = in.double64();
        }
        return column;
    }

    private static double[] scaled(ByteReader in, int head, int count, double power) {
        long[] scaled = LongColumn.read(in, head, count);
        double[] column = new double[count];
        for (int i = 0; i < count; i++) {
            column[i] = scaled[i] / power;
        }
        return column;
    }

    private static boolean scale(double[] column, double power, long[] scaled) {
        for (int i = 0; i < column.length; i++) {
            double whole = Math.rint(column[i] * power);
            // The comparison of bits also sends NaN and minus zero to the raw form.
            if (!(Math.abs(whole) <= WHOLE_MAX) || bits(whole / power) != bits(column[i])) {
                return false;
            }
            scaled[i] = (long) whole;
            if (bits(scaled[i] / power) != bits(column[i])) {
                return false;
            }
        }
        return true;
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
