package io.vigil.journal.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What rows are found by: a persistence id, a zero byte that ends it, and numbers whose bytes are in
 * the order of the numbers. So one's rows lie next to each other in their order, and nobody else's
 * between them.
 */
final class Keys {

    private static final byte END = 0;

    private Keys() {}

    static byte[] row(String persistenceId, long sequenceNr) {
        return prefix(persistenceId, Long.BYTES).putLong(sequenceNr).array();
    }

    /** Of one number there may be several snapshots, from different times. */
    static byte[] snapshot(String persistenceId, long sequenceNr, long timestamp) {
        return prefix(persistenceId, 2 * Long.BYTES)
                .putLong(sequenceNr)
                .putLong(timestamp)
                .array();
    }

    /** What is below all of one's rows and above all of those before. */
    static byte[] before(String persistenceId) {
        return prefix(persistenceId, 0).array();
    }

    static boolean isOf(String persistenceId, byte[] key) {
        byte[] prefix = before(persistenceId);
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    static String persistenceId(byte[] key) {
        int end = 0;
        while (key[end] != END) {
            end++;
        }
        return new String(key, 0, end, StandardCharsets.UTF_8);
    }

    static long sequenceNr(byte[] rowKey) {
        return ByteBuffer.wrap(rowKey).getLong(rowKey.length - Long.BYTES);
    }

    static long snapshotSequenceNr(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - 2 * Long.BYTES);
    }

    static long snapshotTimestamp(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    private static ByteBuffer prefix(String persistenceId, int more) {
        byte[] id = persistenceId.getBytes(StandardCharsets.UTF_8);
        for (byte each : id) {
            if (each == END) {
                throw new IllegalArgumentException(
                        "a persistence id with a zero byte: " + persistenceId);
            }
        }
        return ByteBuffer.allocate(id.length + 1 + more).put(id).put(END);
    }
}
