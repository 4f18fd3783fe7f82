package io.vigil.ops.load;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.patient.Profile;
import io.vigil.ops.replay.BedClient;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.Problem;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Plays a {@link LoadPlan} against a server and accounts for every frame and alarm.
 *
 * <p>Frames are due when the plan says so, whatever the server does; all latencies count from then,
 * so that waiting behind a slow server is measured, not hidden.
 */
public final class LoadRun implements AutoCloseable {

    /** A minute at one frame a second: then the device is full, and its frames are withheld. */
    private static final int FRAMES_KEPT = 64;

    private static final Duration CONNECT_BOUND = Duration.ofSeconds(60);
    private static final Duration DRAIN_BOUND = Duration.ofSeconds(60);
    private static final Duration ALARM_BOUND = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 5_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long LEAD_IN_NANOS = 500_000_000;
    private static final OperatingSystemMXBean LOAD = ManagementFactory.getOperatingSystemMXBean();

    private final LoadPlan plan;
    private final LoadTarget target;
    private final Consumer<String> progress;
    private final LoadShape shape;
    private final HttpClient http = DeviceLink.client();
    private final List<AlarmWatch> watches = new ArrayList<>();
    private final List<DeviceLink> links = new ArrayList<>();
    private final List<SimulatedPatient> patients = new ArrayList<>();
    private final Map<DeviceId, SimulatedPatient> byDevice = new HashMap<>();
    private final LongAdder refusedParts = new LongAdder();
    private final LongAdder withheldFrames = new LongAdder();
    private final LongAdder ackedFrames = new LongAdder();
    private final Latencies durable = new Latencies();
    private final Latencies lateness = new Latencies();
    private final Recovery recovery;
    private volatile long measureFromNanos = Long.MAX_VALUE;
    private volatile long measureUntilNanos = Long.MAX_VALUE;

    /** @param progress told in a line how it goes, about once a second */
    public LoadRun(LoadPlan plan, LoadTarget target, Consumer<String> progress) {
        this.plan = plan;
        this.target = target;
        this.progress = progress;
        this.shape = new LoadShape(plan);
        this.recovery = new Recovery(http, target, plan.patients(), progress);
    }

    /** Admits, connects, sends, waits for what is outstanding, and checks the history. */
    public LoadReport run() throws LoadException, InterruptedException {
        ServerHeap before = ServerHeap.of(target.process());
        admit();
        connect();
        long startNanos = System.nanoTime() + LEAD_IN_NANOS;
        long startMs = System.currentTimeMillis() + LEAD_IN_NANOS / 1_000_000;
        measureFromNanos = startNanos + plan.warmUpNanos();
        measureUntilNanos = startNanos + plan.measuredNanos();
        AlarmLedger alarms = new AlarmLedger();
        for (int gateway = 0; gateway < plan.gateways(); gateway++) {
            watches.add(AlarmWatch.open(
                    http, target.http(), target.leadToken(), plan.ward(gateway), heard(alarms)));
        }
        Measured measured = send(alarms, startNanos, startMs);
        await(() -> patients.stream().allMatch(SimulatedPatient::isAllAcked), DRAIN_BOUND);
        await(() -> alarms.missed() == 0, ALARM_BOUND);
        ServerHeap after = ServerHeap.of(target.process());
        progress.accept("reading the history back");
        HistoryCheck check = new HistoryCheck(http, target, plan, shape, startMs);
        check.check(patients);
        return report(alarms, measured, new LoadReport.Memory(before, after), check);
    }

    private static AlarmWatch.Hearing heard(AlarmLedger alarms) {
        return (alarm, nowNanos) -> {
            if (alarm.path("condition").asText().equals(LoadShape.CONDITION)) {
                alarms.saw(alarm.path("id").asText(), nowNanos);
            }
        };
    }

    @Override
    public void close() {
        watches.forEach(AlarmWatch::close);
        links.forEach(DeviceLink::close);
        http.shutdownNow();
    }

    private void admit() throws LoadException, InterruptedException {
        progress.accept("admitting " + plan.patients() + " patients");
        BedClient beds = new BedClient(http, target.http(), target.leadToken());
        Parallel.each(plan.patients(), number -> {
            beds.admit(
                    plan.patient(number),
                    "Load " + number,
                    plan.ward(plan.gateway(number)),
                    plan.bed(number),
                    Profile.ADULT);
            beds.assign(plan.patient(number), plan.device(number));
        });
    }

    private void connect() throws LoadException, InterruptedException {
        progress.accept("connecting");
        long epoch = System.currentTimeMillis();
        for (int gateway = 0; gateway < plan.gateways(); gateway++) {
            links.add(DeviceLink.share(
                    http,
                    List.of(target.http()),
                    target.deviceToken(),
                    plan.format(),
                    new Listener(),
                    FRAMES_KEPT));
        }
        for (int number = 0; number < plan.patients(); number++) {
            DeviceLink link = links.get(plan.gateway(number));
            DeviceId id = plan.device(number);
            SimulatedPatient patient =
                    new SimulatedPatient(number, link.device(id, epoch), FRAMES_KEPT);
            patients.add(patient);
            byDevice.put(id, patient);
        }
        if (!await(
                () -> patients.stream().allMatch(SimulatedPatient::isStreaming), CONNECT_BOUND)) {
            long missing = patients.stream().filter(p -> !p.isStreaming()).count();
            throw new LoadException(missing + " devices were not let in within "
                    + CONNECT_BOUND.toSeconds() + " s");
        }
    }

    /** Where server, generator and acks stood at one moment. */
    private record Moment(
            long nanos, ServerFigures server, double ownCpuSeconds, long ackedFrames) {}

    private record Measured(Moment begin, Moment end, Recovery.@Nullable Times recovery) {

        double seconds() {
            return (end.nanos - begin.nanos) / (double) SECOND_NANOS;
        }
    }

    private Measured send(AlarmLedger alarms, long startNanos, long startMs)
            throws LoadException, InterruptedException {
        FutureTask<Moment> begin = new FutureTask<>(this::moment);
        FutureTask<Moment> end = new FutureTask<>(this::moment);
        FutureTask<Recovery.Times> crash = new FutureTask<>(recovery::run);
        boolean measuring = false;
        boolean measured = false;
        Thread lines = Thread.ofPlatform()
                .daemon()
                .name("load-progress")
                .start(() -> tellEachSecond(alarms, startNanos));
        for (int frame = 0; frame < plan.framesPerPatient(); frame++) {
            for (SimulatedPatient patient : patients) {
                long due = startNanos + plan.dueNanos(patient.number(), frame);
                sleepUntil(due);
                if (!measuring && due >= measureFromNanos) {
                    measuring = true;
                    Thread.ofVirtual().start(begin);
                }
                if (!measured && due >= measureUntilNanos) {
                    measured = true;
                    Thread.ofVirtual().start(() -> {
                        end.run();
                        crash.run();
                    });
                }
                send(patient, frame, startMs, due, alarms);
            }
        }
        lines.interrupt();
        end.run();
        try {
            return new Measured(begin.get(), end.get(), plan.hasCrash() ? crash.get() : null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoadException why) {
                throw why;
            }
            throw new IllegalStateException("taking figures failed", e);
        }
    }

    /** On a thread of its own: reckoning takes longer the more alarms there are, and would delay frames. */
    private void tellEachSecond(AlarmLedger alarms, long startNanos) {
        try {
            for (long second = 1; true; second++) {
                sleepUntil(startNanos + second * SECOND_NANOS);
                progress.accept(line(alarms, second));
            }
        } catch (InterruptedException _) {
            // All frames are sent.
        }
    }

    private Moment moment() throws InterruptedException {
        return new Moment(
                System.nanoTime(),
                ServerFigures.of(http, target),
                ServerFigures.cpuSeconds(ProcessHandle.current()),
                ackedFrames.sum());
    }

    private void send(
            SimulatedPatient patient, int frame, long startMs, long due, AlarmLedger alarms) {
        if (isMeasured(due)) {
            lateness.record(System.nanoTime() - due);
        }
        if (!patient.hasRoom()) {
            patient.withhold(frame);
            withheldFrames.increment();
            return;
        }
        long at = startMs + plan.dueMs(patient.number(), frame);
        long onset = patient.alarm().onsetRaisedBy(shape.isBeyond(patient.number(), frame), at);
        AlarmId alarm = onset == PlannedAlarm.NONE
                ? null
                : AlarmId.of(plan.patient(patient.number()), LoadShape.CONDITION, onset);
        if (alarm != null) {
            alarms.expect(alarm, due);
        }
        if (!patient.offer(shape, frame, at, due)) {
            withheldFrames.increment();
            if (alarm != null) {
                alarms.forget(alarm);
            }
        }
    }

    private String line(AlarmLedger alarms, long second) {
        Latencies.Percentiles detection = detection(alarms);
        return "%d s: acked %d, withheld %d, alarms %d of %d, detection p99 %.2f ms"
                .formatted(
                        second,
                        ackedFrames.sum(),
                        withheldFrames.sum(),
                        alarms.received(),
                        alarms.expected(),
                        detection.p99());
    }

    private boolean isMeasured(long due) {
        return due >= measureFromNanos && due < measureUntilNanos;
    }

    private LoadReport report(
            AlarmLedger alarms, Measured measured, LoadReport.Memory memory, HistoryCheck check) {
        int vitals = plan.vitals();
        LoadReport.Ledger ledger = new LoadReport.Ledger(
                plan.frames() * vitals,
                ackedFrames.sum() * vitals,
                refusedParts.sum(),
                withheldFrames.sum() * vitals,
                check.lost() * vitals,
                check.doubled() * vitals,
                alarms.expected(),
                alarms.received(),
                alarms.doubled());
        Moment begin = measured.begin();
        Moment end = measured.end();
        LoadReport.Costs costs = new LoadReport.Costs(
                measured.seconds(),
                (end.ackedFrames() - begin.ackedFrames()) * vitals,
                end.server().cpuSecondsSince(begin.server()),
                end.server().peakRssMb(),
                end.server().besideSince(begin.server()),
                end.ownCpuSeconds() - begin.ownCpuSeconds(),
                ServerFigures.peakRssMb(ProcessHandle.current()),
                LOAD.getSystemLoadAverage());
        return new LoadReport(
                plan,
                (double) plan.patients() * plan.framesPerSecond() * vitals,
                (end.ackedFrames() - begin.ackedFrames()) * vitals / measured.seconds(),
                detection(alarms),
                end.server().announcedSince(begin.server()),
                durable.percentiles(),
                lateness.percentiles(),
                ledger,
                costs,
                memory,
                measured.recovery());
    }

    private Latencies.Percentiles detection(AlarmLedger alarms) {
        return alarms.detection(measureFromNanos, measureUntilNanos).percentiles();
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        for (long rest = nanos - System.nanoTime(); rest > 0; rest = nanos - System.nanoTime()) {
            LockSupport.parkNanos(rest);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static boolean await(BooleanSupplier condition, Duration bound)
            throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            sleepUntil(System.nanoTime() + POLL_NANOS);
        }
        return true;
    }

    /** What one connection hears; calls come one at a time. */
    private final class Listener implements LinkListener {

        @Override
        public void acked(DeviceId device, long seq) {
            SimulatedPatient patient = byDevice.get(device);
            if (patient != null) {
                long now = System.nanoTime();
                patient.acked(seq, due -> covered(patient, now, due));
            }
        }

        private void covered(SimulatedPatient patient, long now, long due) {
            ackedFrames.increment();
            recovery.acked(patient.number(), due, now);
            if (isMeasured(due)) {
                durable.record(now - due);
            }
        }

        @Override
        public void refused(DeviceId device, long seq, List<Problem> problems) {
            refusedParts.add(problems.size());
        }
    }
}
