package io.vigil.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A checksum of all that a chunk of H2's file holds, in the chunk's own last bytes.
 *
 * <p>H2 writes what changed as one chunk, with a header before it and a footer behind, and takes the
 * chunk for whole when it finds both. A disk that loses power in the middle may have kept those two
 * and not what is between. The footer is a line of text with blanks after it, and H2 passes over
 * whatever is no letter there: the seal stands in those blanks, each byte with its highest bit set.
 * A file with seals is read by every H2, and one without them is read as before.
 */
final class ChunkSeal {

    /** H2's own words at the beginning of a chunk and of its footer. */
    private static final byte[] BEGINNING = "chunk:".getBytes(StandardCharsets.ISO_8859_1);

    static final int BLOCK_BYTES = 4096;
    static final int FOOTER_BYTES = 128;

    /** A mark, five bytes of seven bits, and H2's end of line. */
    private static final int SEAL_BYTES = 7;

    private static final int TAIL_BYTES = 8;
    private static final byte MARK = (byte) 0xFE;
    private static final int DIGITS = 5;
    private static final int DIGIT_BITS = 7;

    enum Found {
        /** Written by an H2 alone: nothing is known. */
        NONE,
        WHOLE,
        BROKEN
    }

    private ChunkSeal() {}

    /** Seals what is about to be written, if it is a chunk; the rest stays as it is. */
    static void seal(ByteBuffer written) {
        int end = written.limit();
        if (!isChunk(written)) {
            return;
        }
        long sum = sum(written);
        int at = end - TAIL_BYTES;
        written.put(at, MARK);
        for (int digit = 0; digit < DIGITS; digit++) {
            written.put(at + 1 + digit, (byte) (0x80 | sum >>> digit * DIGIT_BITS & 0x7F));
        }
        // The seventh stays a blank.
        written.put(at + SEAL_BYTES - 1, (byte) ' ');
    }

    /** @param chunk from its first byte to its last */
    static Found check(ByteBuffer chunk) {
        int at = chunk.limit() - TAIL_BYTES;
        if (chunk.get(at) != MARK) {
            return Found.NONE;
        }
        long sum = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            sum |= (chunk.get(at + 1 + digit) & 0x7FL) << digit * DIGIT_BITS;
        }
        return sum == sum(chunk) ? Found.WHOLE : Found.BROKEN;
    }

    private static boolean isChunk(ByteBuffer written) {
        int size = written.remaining();
        return size >= BLOCK_BYTES
                && size % BLOCK_BYTES == 0
                && begins(written, written.position())
                && begins(written, written.limit() - FOOTER_BYTES);
    }

    /** Whether this is how a chunk, or its footer, begins. */
    static boolean begins(ByteBuffer bytes, int at) {
        byte[] found = new byte[BEGINNING.length];
        bytes.get(at, found);
        return Arrays.equals(found, BEGINNING);
    }

    private static long sum(ByteBuffer chunk) {
        CRC32C sum = new CRC32C();
        sum.update(chunk.duplicate().limit(chunk.limit() - TAIL_BYTES));
        return sum.getValue();
    }
}
