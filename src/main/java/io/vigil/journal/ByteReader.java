package io.vigil.journal;

import io.vigil.core.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Reads what {@link ByteWriter} wrote; every step is bounds-checked, whatever the bytes are. */
final class ByteReader {

    private final byte[] bytes;
    private final int end;
    private int position;

    private ByteReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static ByteReader of(byte[] bytes) {
        return new ByteReader(bytes, bytes.length);
    }

    /** @throws JournalFormatException if the checksum at the end does not match */
    static ByteReader checked(byte[] bytes) {
        int end = bytes.length - Integer.BYTES;
        if (end < 0) {
            throw new JournalFormatException("torn: " + bytes.length + " bytes");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        ByteReader tail = new ByteReader(bytes, bytes.length);
        tail.position = end;
        if (tail.fixed32() != (int) crc.getValue()) {
            throw new JournalFormatException("checksum mismatch in " + bytes.length + " bytes");
        }
        return new ByteReader(bytes, end);
    }

    int remaining() {
        return end - position;
    }

    void expectEnd() {
        if (remaining() != 0) {
            throw new JournalFormatException(remaining() + " bytes too many");
        }
    }

    int byte8() {
        if (position >= end) {
            throw new JournalFormatException("torn at byte " + position);
        }
        return bytes[position++] & 0xff;
    }

    boolean flag() {
        int value = byte8();
        if (value > 1) {
            throw new JournalFormatException("no flag: " + value);
        }
        return value == 1;
    }

    long unsigned() {
        long value = bits();
        if (value < 0) {
            throw new JournalFormatException("number out of range");
        }
        return value;
    }

    /** An unsigned number that must not be over the given one. */
    int atMost(int max) {
        long value = unsigned();
        if (value > max) {
            throw new JournalFormatException(value + " is over " + max);
        }
        return (int) value;
    }

    long signed() {
        long value = bits();
        return value >>> 1 ^ -(value & 1);
    }

    int fixed32() {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= byte8() << shift;
        }
        return value;
    }

    double double64() {
        long low = fixed32() & 0xffff_ffffL;
        return Double.longBitsToDouble(low | (long) fixed32() << 32);
    }

    @Nullable
    Double nullableDouble() {
        return flag() ? double64() : null;
    }

    @Nullable
    Long nullableSigned() {
        return flag() ? signed() : null;
    }

    String text() {
        int length = atMost(remaining());
        ByteBuffer utf8 = ByteBuffer.wrap(bytes, position, length);
        position += length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new JournalFormatException("no UTF-8 text", e);
        }
    }

    @Nullable
    String nullableText() {
        return flag() ? text() : null;
    }

    private long bits() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = byte8();
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new JournalFormatException("number too long at byte " + position);
    }
}
