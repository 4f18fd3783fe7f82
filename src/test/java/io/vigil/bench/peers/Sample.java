package io.vigil.bench.peers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One value of one patient. In Kafka the patient is the record's key, and time and value are sixteen
 * bytes: nothing is cheaper to read.
 */
public record Sample(String patient, long at, double value) {

    private static final int BYTES = Long.BYTES + Double.BYTES;

    byte[] key() {
        return patient.getBytes(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(at).putDouble(value).array();
    }

    static Sample of(byte[] key, byte[] bytes) {
        return of(new String(key, StandardCharsets.UTF_8), bytes);
    }

    static Sample of(String patient, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Sample(patient, buffer.getLong(), buffer.getDouble());
    }
}
