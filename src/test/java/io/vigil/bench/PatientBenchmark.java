package io.vigil.bench;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What a frame costs the rules: decide and evolve, for a frame of all nine vitals a second after the
 * last, with a complete NEWS2. {@code calm} stays inside the limits, so that trackers rest;
 * {@code alarming} swings through them, so that alarms are raised and end.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PatientBenchmark {

    private static final DeviceId DEVICE = new DeviceId("mon-1");
    private static final long START = 1_764_000_000_000L;

    /** A power of two, long enough that the branches can't be learned by heart. */
    private static final int FRAMES = 4096;

    @Param({"calm", "alarming"})
    public String course = "calm";

    private final Values[] frames = new Values[FRAMES];
    private PatientState state = PatientState.unknown(new PatientId("p-17"));
    private long seq;

    @Setup
    public void admit() {
        apply(new PatientCommand.Admit(
                START, "bench", "P 17", new WardId("icu-1"), new BedId("4"), Profile.ADULT, 1));
        apply(new PatientCommand.AttachDevice(START, "bench", DEVICE, 1, 0));
        apply(new PatientCommand.Chart(
                START, "bench", START, Values.NONE, new Charted(Consciousness.A, false)));
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        double swing = course.equals("calm") ? 0 : 40;
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = Ward.frame(random, swing * Math.sin(i / 20.0));
        }
    }

    @Benchmark
    public PatientState decideAndEvolve() {
        seq++;
        long at = START + seq * 1000;
        Values values = frames[(int) (seq & (FRAMES - 1))];
        apply(new PatientCommand.Observe(DEVICE, 1, seq, at, values, 0, Charted.NONE, at));
        return state;
    }

    private void apply(PatientCommand command) {
        Decision decision = Patient.decide(state, command);
        state = Patient.evolve(state, decision.events());
    }

    /** Values of a patient at rest, a little different in each frame. */
    static final class Ward {

        private static final List<Vital> SHARP = List.of(Vital.HR, Vital.SBP, Vital.MAP);

        private Ward() {}

        static Values frame(RandomGenerator random, double swing) {
            Values values = Values.NONE;
            for (Vital vital : Vital.values()) {
                double value = atRest(vital) + random.nextInt(3) - 1;
                values = values.with(vital, value + (SHARP.contains(vital) ? swing : 0));
            }
            return values;
        }

        private static double atRest(Vital vital) {
            return switch (vital) {
                case HR, PR -> 84;
                case SPO2 -> 96;
                case RR -> 16;
                case SBP -> 125;
                case DBP -> 75;
                case MAP -> 92;
                case TEMP -> 37;
                case ETCO2 -> 38;
            };
        }
    }
}
