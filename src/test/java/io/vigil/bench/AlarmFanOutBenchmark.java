package io.vigil.bench;

import io.vigil.api.json.WireChange;
import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.AlarmFeed;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.EncodedChange;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.util.concurrent.TimeUnit;

/**
 * What an alarm costs a ward with so many screens, half of which take JSON and half CBOR: its place
 * in the ward's feed, and its bytes for each screen. They are made once for all, so that the cost is
 * nearly that of one screen; {@code encodedForEach} is what it would be otherwise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AlarmFanOutBenchmark {

    private static final long START = 1_764_000_000_000L;
    private static final PatientId PATIENT = new PatientId("p-17");

    @Param({"2", "20", "200"})
    public int screens = 2;

    private final AlarmFeed feed = new AlarmFeed("bench", Bounds.FEED_RING_CHANGES);
    private final WardAlarm raised = alarm(null);
    private final WardAlarm ended = alarm(START + 20_000);

    @Benchmark
    public void encodedOnce(Blackhole screen) {
        WardAlarm alarm = next();
        EncodedChange change = new WireChange(feed.nextNumber(), alarm);
        feed.append(alarm);
        for (int pair = 0; pair < screens / 2; pair++) {
            screen.consume(change.json());
            screen.consume(change.cbor());
        }
    }

    @Benchmark
    public void encodedForEach(Blackhole screen) {
        WardAlarm alarm = next();
        long number = feed.nextNumber();
        feed.append(alarm);
        for (int pair = 0; pair < screens / 2; pair++) {
            EncodedChange change = new WireChange(number, alarm);
            screen.consume(change.json());
            screen.consume(change.cbor());
        }
    }

    /** In turns, so that the ward's open alarms stay as many. */
    private WardAlarm next() {
        return (feed.number() & 1) == 0 ? raised : ended;
    }

    private static WardAlarm alarm(@Nullable Long end) {
        return new WardAlarm(
                PATIENT,
                new WardId("icu-1"),
                new BedId("4"),
                new Alarm(
                        AlarmId.of(PATIENT, "hr-high", START),
                        "hr-high",
                        Vital.HR,
                        null,
                        Kind.PHYSIOLOGICAL,
                        Priority.MEDIUM,
                        START,
                        START + 10_000,
                        130.0,
                        120.0,
                        null,
                        end,
                        false),
                true,
                "standalone");
    }
}
