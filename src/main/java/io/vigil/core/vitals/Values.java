package io.vigil.core.vitals;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The values of one frame: a bit for each vital that is there, and the numbers in the order of the
 * vitals. Immutable. A frame of nine vitals costs two objects, which is why this is no map.
 */
public final class Values {

    public static final Values NONE = new Values(0, new double[0]);

    private final int mask;
    private final double[] numbers;

    private Values(int mask, double[] numbers) {
        this.mask = mask;
        this.numbers = numbers;
    }

    /**
     * @param mask {@link Vital#bit()} of each vital present
     * @param numbers one number per bit, in the order of the vitals; taken over, not copied
     */
    public static Values of(int mask, double[] numbers) {
        if (Integer.bitCount(mask) != numbers.length || mask >>> Vital.COUNT != 0) {
            throw new IllegalArgumentException(
                    "mask " + Integer.toBinaryString(mask) + " and " + numbers.length + " numbers");
        }
        return mask == 0 ? NONE : new Values(mask, numbers);
    }

    public static Values of(Vital vital, double number) {
        return new Values(vital.bit(), new double[] {number});
    }

    public int mask() {
        return mask;
    }

    public int size() {
        return numbers.length;
    }

    public boolean isEmpty() {
        return mask == 0;
    }

    public boolean has(Vital vital) {
        return (mask & vital.bit()) != 0;
    }

    /** The vital's number, or NaN if the frame has none. */
    public double get(Vital vital) {
        return has(vital) ? numbers[Integer.bitCount(mask & (vital.bit() - 1))] : Double.NaN;
    }

    /** The number at this place, counted over the vitals that are present. */
    public double number(int place) {
        return numbers[place];
    }

    /** The same vitals with other numbers. */
    public Values mapped(DoubleUnaryOperator change) {
        return new Values(mask, Arrays.stream(numbers).map(change).toArray());
    }

    public Values with(Vital vital, double number) {
        int at = Integer.bitCount(mask & (vital.bit() - 1));
        double[] next = new double[has(vital) ? numbers.length : numbers.length + 1];
        System.arraycopy(numbers, 0, next, 0, at);
        next[at] = number;
        int rest = has(vital) ? at + 1 : at;
        System.arraycopy(numbers, rest, next, at + 1, numbers.length - rest);
        return new Values(mask | vital.bit(), next);
    }

    /** Only the vitals of this mask. */
    public Values keep(int kept) {
        int remaining = mask & kept;
        if (remaining == mask) {
            return this;
        }
        double[] next = new double[Integer.bitCount(remaining)];
        int to = 0;
        int from = 0;
        for (int bits = mask; bits != 0; bits &= bits - 1, from++) {
            if ((remaining & Integer.lowestOneBit(bits)) != 0) {
                next[to++] = numbers[from];
            }
        }
        return of(remaining, next);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that
                && mask == that.mask
                && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return 31 * mask + Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        int place = 0;
        for (int bits = mask; bits != 0; bits &= bits - 1, place++) {
            text.append(place == 0 ? "" : ", ")
                    .append(Vital.at(Integer.numberOfTrailingZeros(bits)).code())
                    .append(' ')
                    .append(numbers[place]);
        }
        return text.append('}').toString();
    }
}
