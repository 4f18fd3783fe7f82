package io.vigil.journal;

import io.vigil.core.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Bytes in the journal's own form: little-endian base-128 integers, zigzag where signed. */
final class ByteWriter {

    private byte[] bytes = new byte[128];
    private int length;

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** All so far, followed by their CRC-32C, which {@link ByteReader#checked} tests. */
    byte[] toCheckedBytes() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        fixed32((int) crc.getValue());
        return toBytes();
    }

    void byte8(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) value;
    }

    void flag(boolean value) {
        byte8(value ? 1 : 0);
    }

    /** Not negative: one byte below 128, nine at most. */
    void unsigned(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        bits(value);
    }

    /** Any sign: small magnitudes are short, ten bytes at most. */
    void signed(long value) {
        bits(zigzag(value));
    }

    void fixed32(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            byte8(value >>> shift);
        }
    }

    void double64(double value) {
        long raw = Double.doubleToRawLongBits(value);
        fixed32((int) raw);
        fixed32((int) (raw >>> 32));
    }

    void nullableDouble(@Nullable Double value) {
        flag(value != null);
        if (value != null) {
            double64(value);
        }
    }

    void nullableSigned(@Nullable Long value) {
        flag(value != null);
        if (value != null) {
            signed(value);
        }
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        unsigned(utf8.length);
        raw(utf8);
    }

    void nullableText(@Nullable String value) {
        flag(value != null);
        if (value != null) {
            text(value);
        }
    }

    void raw(byte[] value) {
        int needed = length + value.length;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        System.arraycopy(value, 0, bytes, length, value.length);
        length = needed;
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    /** How many bytes {@link #signed} takes. */
    static int signedLength(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(zigzag(value))) / 7);
    }

    private void bits(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            byte8((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        byte8((int) rest);
    }
}
