package io.vigil.bench;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientEvent.DeviceAttached;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.journal.Batch;
import io.vigil.journal.BatchCodec;
import io.vigil.journal.PackedRow;
import io.vigil.journal.Recorded;
import io.vigil.journal.RowGroup;
import io.vigil.journal.VigilSerializer;

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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What the journal's rows cost: one frame of nine vitals, as a quiet bed writes it; a group's frames
 * in one row, as a busy server writes them and packing leaves them; the packing of such a group; and
 * a snapshot of the patient after it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JournalBenchmark {

    private static final DeviceId DEVICE = new DeviceId("mon-1");
    private static final long START = 1_764_000_000_000L;

    private final VigilSerializer serializer = new VigilSerializer();
    private final List<byte[]> group = new ArrayList<>();
    private Batch one = new Batch(1, List.of());
    private Batch many = one;
    private Recorded recorded = Recorded.unknown(new PatientId("p-17"));
    private byte[] oneRow = new byte[0];
    private byte[] manyRow = oneRow;
    private byte[] snapshot = oneRow;

    @Setup
    public void write() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        take(new Admitted(
                START, "bench", "P 17", new WardId("icu-1"), new BedId("4"), Profile.ADULT, 1));
        take(new DeviceAttached(START, "bench", DEVICE, 1, 0));
        List<PatientEvent> frames = new ArrayList<>();
        for (int seq = 1; seq <= RowGroup.SIZE; seq++) {
            Observed frame = new Observed(
                    DEVICE,
                    1,
                    seq,
                    START + seq * 1000L,
                    PatientBenchmark.Ward.frame(random, 0),
                    0,
                    Charted.NONE);
            frames.add(frame);
            one = take(frame);
            group.add(BatchCodec.encode(one));
        }
        many = new Batch(one.number(), frames);
        oneRow = BatchCodec.encode(one);
        manyRow = BatchCodec.encode(many);
        snapshot = serializer.toBinary(recorded);
    }

    private Batch take(PatientEvent event) {
        Batch batch = new Batch(recorded.lastBatch() + 1, List.of(event));
        recorded = recorded.with(batch);
        return batch;
    }

    @Benchmark
    public byte[] encodeFrame() {
        return BatchCodec.encode(one);
    }

    @Benchmark
    public Batch decodeFrame() {
        return BatchCodec.decode(oneRow);
    }

    @Benchmark
    public byte[] encode64Frames() {
        return BatchCodec.encode(many);
    }

    @Benchmark
    public Batch decode64Frames() {
        return BatchCodec.decode(manyRow);
    }

    @Benchmark
    public @Nullable PackedRow pack64Rows() {
        return PackedRow.of(group);
    }

    @Benchmark
    public byte[] encodeSnapshot() {
        return serializer.toBinary(recorded);
    }

    @Benchmark
    public Object decodeSnapshot() {
        return serializer.fromBinary(snapshot, serializer.manifest(recorded));
    }
}
