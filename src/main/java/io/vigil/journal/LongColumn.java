package io.vigil.journal;

/**
 * A column of whole numbers in the shortest of five forms.
 *
 * <p>Sequence numbers and a steady device's times are arithmetic and cost nothing a frame; times
 * with jitter pack the change of their step; vital signs pack either their change or, when they
 * swing around a level, their distance to the lowest. A form is tried on every column because a
 * batch is small and its columns differ; the sums are exact in wrapping 64-bit arithmetic, so that
 * no input is out of range.
 */
final class LongColumn {

    /** Forms, three bits: part of the stored format. */
    private static final int ARITHMETIC = 0;

    private static final int OFFSETS = 1;
    private static final int DELTAS_PACKED = 2;
    private static final int DELTAS = 3;
    private static final int DELTAS_OF_DELTAS_PACKED = 4;

    static final int FORM_BITS = 3;

    private static final int FORM_MASK = (1 << FORM_BITS) - 1;

    private LongColumn() {}

    /** Writes at least one number; {@code extra} (0 to 31) shares the form's byte. */
    static void write(ByteWriter out, long[] column, int extra) {
        int form = shortest(column);
        out.byte8(extra << FORM_BITS | form);
        switch (form) {
            case ARITHMETIC -> {
                out.signed(column[0]);
                if (column.length > 1) {
                    out.signed(column[1] - column[0]);
                }
            }
            case OFFSETS -> {
                out.signed(min(column));
                pack(out, offsets(column), 0);
            }
            case DELTAS_PACKED -> {
                out.signed(column[0]);
                pack(out, zigzag(deltas(column)), 1);
            }
            case DELTAS -> {
                out.signed(column[0]);
                long[] deltas = deltas(column);
                for (int i = 1; i < deltas.length; i++) {
                    out.signed(deltas[i]);
                }
            }
            case DELTAS_OF_DELTAS_PACKED -> {
                long[] deltas = deltas(column);
                out.signed(column[0]);
                out.signed(deltas[1]);
                pack(out, zigzag(deltas(deltas)), 2);
            }
            default -> throw new IllegalStateException("form " + form);
        }
    }

    /** Reads {@code count} numbers of a column whose first byte is {@code head}. */
    static long[] read(ByteReader in, int head, int count) {
        return switch (head & FORM_MASK) {
            case ARITHMETIC -> arithmetic(in, count);
            case OFFSETS -> {
                long min = in.signed();
                long[] column = unpack(in, count, 0);
                for (int i = 0; i < count; i++) {
                    column[i] += min;
                }
                yield column;
            }
            case DELTAS_PACKED -> {
                long first = in.signed();
                yield sums(first, unzigzag(unpack(in, count, 1)));
            }
            case DELTAS -> {
                long first = in.signed();
                if (count > in.remaining() + 1) {
                    throw new JournalFormatException("torn column of " + count);
                }
                long[] deltas = new long[count];
                for (int i = 1; i < count; i++) {
                    deltas[i] = in.signed();
                }
                yield sums(first, deltas);
            }
            case DELTAS_OF_DELTAS_PACKED -> {
                if (count < 2) {
                    throw new JournalFormatException("a column of one has no second number");
                }
                long first = in.signed();
                long delta = in.signed();
                long[] changes = unzigzag(unpack(in, count, 2));
                changes[1] = delta;
                yield sums(first, sums(0, changes));
            }
            default -> throw new JournalFormatException("unknown column form " + head);
        };
    }

    static int extra(int head) {
        return head >>> FORM_BITS;
    }

    private static long[] arithmetic(ByteReader in, int count) {
        long[] column = new long[count];
        column[0] = in.signed();
        long step = count > 1 ? in.signed() : 0;
        for (int i = 1; i < count; i++) {
            column[i] = column[i - 1] + step;
        }
        return column;
    }

    private static int shortest(long[] column) {
        long[] deltas = deltas(column);
        if (isConstant(deltas, 1)) {
            return ARITHMETIC;
        }
        long[] changes = deltas(deltas);
        int first = ByteWriter.signedLength(column[0]);
        int best = OFFSETS;
        int bestLength = ByteWriter.signedLength(min(column)) + packedLength(offsets(column), 0);
        int packed = first + packedLength(zigzag(deltas), 1);
        if (packed < bestLength) {
            best = DELTAS_PACKED;
            bestLength = packed;
        }
        int plain = first + signedLength(deltas, 1);
        if (plain < bestLength) {
            best = DELTAS;
            bestLength = plain;
        }
        int second = first + ByteWriter.signedLength(deltas[1]) + packedLength(zigzag(changes), 2);
        return second < bestLength ? DELTAS_OF_DELTAS_PACKED : best;
    }

    private static boolean isConstant(long[] column, int from) {
        for (int i = from + 1; i < column.length; i++) {
            if (column[i] != column[from]) {
                return false;
            }
        }
        return true;
    }

    private static long min(long[] column) {
        long min = column[0];
        for (long number : column) {
            min = Math.min(min, number);
        }
        return min;
    }

    private static long[] offsets(long[] column) {
        long min = min(column);
        long[] offsets = new long[column.length];
        for (int i = 0; i < column.length; i++) {
            offsets[i] = column[i] - min;
        }
        return offsets;
    }

    /** Each number less the one before; the first place is left 0. */
    private static long[] deltas(long[] column) {
        long[] deltas = new long[column.length];
        for (int i = 1; i < column.length; i++) {
            deltas[i] = column[i] - column[i - 1];
        }
        return deltas;
    }

    private static long[] sums(long first, long[] deltas) {
        deltas[0] = first;
        for (int i = 1; i < deltas.length; i++) {
            deltas[i] += deltas[i - 1];
        }
        return deltas;
    }

    private static long[] zigzag(long[] column) {
        long[] zigzag = new long[column.length];
        for (int i = 0; i < column.length; i++) {
            zigzag[i] = ByteWriter.zigzag(column[i]);
        }
        return zigzag;
    }

    private static long[] unzigzag(long[] column) {
        for (int i = 0; i < column.length; i++) {
            column[i] = column[i] >>> 1 ^ -(column[i] & 1);
        }
        return column;
    }

    private static int signedLength(long[] column, int from) {
        int length = 0;
        for (int i = from; i < column.length; i++) {
            length += ByteWriter.signedLength(column[i]);
        }
        return length;
    }

    private static int width(long[] column, int from) {
        long all = 0;
        for (int i = from; i < column.length; i++) {
            all |= column[i];
        }
        return Long.SIZE - Long.numberOfLeadingZeros(all);
    }

    private static int packedLength(long[] column, int from) {
        return 1 + (width(column, from) * (column.length - from) + 7) / 8;
    }

    /** The width in bits, then the numbers from this place on, each in as many bits. */
    private static void pack(ByteWriter out, long[] column, int from) {
        int width = width(column, from);
        out.byte8(width);
        int filled = 0;
        int current = 0;
        for (int i = from; i < column.length; i++) {
            for (int done = 0; done < width; ) {
                int bits = Math.min(Byte.SIZE - filled, width - done);
                current |= (int) (column[i] >>> done & (1L << bits) - 1) << filled;
                done += bits;
                filled += bits;
                if (filled == Byte.SIZE) {
                    out.byte8(current);
                    filled = 0;
                    current = 0;
                }
            }
        }
        if (filled > 0) {
            out.byte8(current);
        }
    }

    private static long[] unpack(ByteReader in, int count, int from) {
        int width = in.byte8();
        if (width > Long.SIZE || (long) width * (count - from) > in.remaining() * 8L) {
            throw new JournalFormatException("torn column of " + count + " x " + width + " bits");
        }
        long[] column = new long[count];
        int left = 0;
        int current = 0;
        for (int i = from; i < count; i++) {
            for (int done = 0; done < width; ) {
                if (left == 0) {
                    current = in.byte8();
                    left = Byte.SIZE;
                }
                int bits = Math.min(left, width - done);
                column[i] |= (current & (1L << bits) - 1) << done;
                current >>>= bits;
                left -= bits;
                done += bits;
            }
        }
        return column;
    }
}
