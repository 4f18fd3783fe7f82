package io.vigil.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.core.DeviceId;
import io.vigil.core.vitals.Vital;
import io.vigil.ingest.Decoded;
import io.vigil.ingest.FrameCodec;
import io.vigil.ingest.ServerMessage;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A frame of nine vitals from bytes to a record, and an ack to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FrameCodecBenchmark {

    private static final double TENTHS = 0.1;

    private String json = "";
    private byte[] cbor = new byte[0];
    private ServerMessage ack = new ServerMessage.Ack(new DeviceId("mon-1"), 1, 1, 64);

    @Setup
    public void write() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode frame = mapper.createObjectNode()
                .put("type", "observe")
                .put("device", "icu-1.bed-4.monitor")
                .put("seq", 123_456)
                .put("at", 1_764_000_000_000L);
        ObjectNode values = frame.putObject("values");
        for (Vital vital : Vital.values()) {
            if (vital == Vital.TEMP) {
                values.put(vital.code(), 37 + TENTHS);
            } else {
                values.put(vital.code(), 80 + vital.ordinal());
            }
        }
        json = mapper.writeValueAsString(frame);
        cbor = new CBORMapper().writeValueAsBytes(frame);
    }

    @Benchmark
    public Decoded decodeJson() {
        return FrameCodec.decodeJson(json);
    }

    @Benchmark
    public Decoded decodeCbor() {
        return FrameCodec.decodeCbor(cbor);
    }

    @Benchmark
    public String encodeAckJson() {
        return FrameCodec.encodeJson(ack);
    }

    @Benchmark
    public byte[] encodeAckCbor() {
        return FrameCodec.encodeCbor(ack);
    }
}
