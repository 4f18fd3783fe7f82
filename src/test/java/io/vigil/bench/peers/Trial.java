package io.vigil.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.ops.load.AlarmLedger;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The same samples for each: as fast as it takes them, to see what a sample costs, and then at a
 * steady rate, to see how long an alarm takes. What must come of them is foreseen by Vigil's rules.
 *
 * <p>Each part ends with a few patients of no recording whose alarms come and go: when they have been
 * heard, everything before them is through.
 */
final class Trial {

    /**
     * How much of it.
     *
     * @param warmUp samples before any figure is taken
     * @param flood samples, as fast as they are taken
     * @param rate samples a second after that
     * @param seconds for which it goes on
     */
    record Plan(int patients, int warmUp, int flood, int rate, int seconds) {

        long recordedSeconds() {
            long samples = (long) warmUp + flood + (long) rate * (seconds + PACED_WARM_UP_SECONDS);
            return samples / patients + 4L * PROBE_SECONDS;
        }
    }

    /** Two for each partition. */
    static final int PROBES = 2 * Topics.PARTITIONS;

    private static final int PACED_WARM_UP_SECONDS = 5;
    private static final int PROBE_SECONDS = 30;
    private static final double SLOW = 40;
    private static final double NORMAL = 80;
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final long POLL_NANOS = 2_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Plan plan;
    private final Courses courses;
    private final long beginMs;
    private final Reference reference = new Reference();
    private final Episodes foreseen = new Episodes();
    private final Episodes heard = new Episodes();
    private final AlarmLedger announced = new AlarmLedger();
    private final AlarmLedger recorded = new AlarmLedger();
    private long second;
    private long sent;

    /** The recordings end about now: a device doesn't send what it hasn't measured. */
    Trial(Plan plan, Courses courses) {
        this.plan = plan;
        this.courses = courses;
        this.beginMs = System.currentTimeMillis() - plan.recordedSeconds() * 1000;
    }

    /** What the contender's screens or topic say; from its own threads. */
    void hear(JsonNode alarm, long nanos) {
        if (heard.take(alarm)) {
            String id = alarm.path("id").asText();
            announced.saw(id, nanos);
            if (alarm.path("recorded").asBoolean(true)) {
                recorded.saw(id, nanos);
            }
        }
    }

    Figures run(Contender contender) throws InterruptedException {
        double loadBefore = loadAverage();
        flood(contender, plan.warmUp());
        settle(contender);
        Usage begin = Usage.of(contender, sent);
        flood(contender, plan.flood());
        settle(contender);
        Usage flooded = Usage.of(contender, sent);
        paced(contender, PACED_WARM_UP_SECONDS);
        Usage calm = Usage.of(contender, sent);
        paced(contender, plan.seconds());
        long until = System.nanoTime();
        settle(contender);
        Usage end = Usage.of(contender, sent);
        return new Figures(
                contender.name(),
                flooded.since(begin),
                end.since(calm),
                announced.detection(calm.nanos(), until).percentiles(),
                recorded.detection(calm.nanos(), until).percentiles(),
                foreseen.all().size(),
                foreseen.all().equals(heard.all()),
                Usage.peakRssMb(contender.process()),
                loadBefore,
                loadAverage());
    }

    private void flood(Contender contender, int samples) throws InterruptedException {
        for (int i = 0; i < samples; i += plan.patients()) {
            for (int patient = 0; patient < plan.patients(); patient++) {
                say(contender, patient, System.nanoTime());
            }
            second++;
        }
    }

    /** Open loop: a sample is due when the rate says so, whoever is late. */
    private void paced(Contender contender, int seconds) throws InterruptedException {
        long begin = System.nanoTime();
        long slot = 0;
        while (slot < (long) plan.rate() * seconds) {
            for (int patient = 0; patient < plan.patients(); patient++) {
                long due = begin + slot * SECOND_NANOS / plan.rate();
                sleepUntil(due);
                say(contender, patient, due);
                slot++;
            }
            second++;
        }
    }

    private void say(Contender contender, int patient, long due) throws InterruptedException {
        Sample sample = courses.sample(patient, second, beginMs);
        if (sample != null) {
            say(contender, patient, sample, due);
        }
    }

    private void say(Contender contender, int patient, Sample sample, long due)
            throws InterruptedException {
        @Nullable Verdict verdict = reference.judge(sample);
        if (verdict != null) {
            foreseen.take(verdict);
            if (verdict.isRaised()) {
                announced.expect(new AlarmId(verdict.id()), due);
                recorded.expect(new AlarmId(verdict.id()), due);
            }
        }
        contender.send(patient, sample);
        sent++;
    }

    private void settle(Contender contender) throws InterruptedException {
        for (int probe = plan.patients(); probe < plan.patients() + PROBES; probe++) {
            probe(contender, probe, 0, SLOW);
            probe(contender, probe, 10, SLOW);
            probe(contender, probe, 20, NORMAL);
            probe(contender, probe, 25, NORMAL);
        }
        long onset = beginMs + second * 1000;
        second += PROBE_SECONDS;
        contender.awaitSafe();
        await(
                contender,
                () -> IntStream.range(plan.patients(), plan.patients() + PROBES)
                        .mapToObj(probe ->
                                new Verdict(Courses.patient(probe), Limit.NAME, onset, true, 0, 0))
                        .allMatch(verdict -> heard.hasEnded(verdict.id())));
        await(contender, () -> recorded.missed() == 0);
    }

    private void probe(Contender contender, int probe, int after, double value)
            throws InterruptedException {
        Sample sample =
                new Sample(Courses.patient(probe), beginMs + (second + after) * 1000, value);
        say(contender, probe, sample, System.nanoTime());
    }

    private void await(Contender contender, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(contender.name() + " has not told of "
                        + announced.missed() + " alarms after " + PATIENCE.toSeconds() + " s");
            }
            sleepUntil(System.nanoTime() + POLL_NANOS);
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        for (long rest = nanos - System.nanoTime(); rest > 0; rest = nanos - System.nanoTime()) {
            LockSupport.parkNanos(rest);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
