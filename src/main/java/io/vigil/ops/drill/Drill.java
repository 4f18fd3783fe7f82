package io.vigil.ops.drill;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;
import io.vigil.ops.load.AlarmLedger;
import io.vigil.ops.load.Latencies;
import io.vigil.ops.load.LoadException;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs a fault again and again on one site, under one load, and accounts for each run.
 *
 * <p>A run: devices send; at a random moment the fault strikes; it lasts; it is put right; when all
 * that was sent up to then is acked, all is as before. Then the devices stop, and the histories are
 * read.
 */
public final class Drill implements AutoCloseable {

    private static final long STEADY_MS = 4_000;
    private static final int CHANCE_MS = 2_000;

    /** Alarms that the fault had a hand in have been raised by then: the longest delay and more. */
    private static final Duration TAIL = Duration.ofSeconds(12);

    private static final Duration RECOVER_BOUND = Duration.ofSeconds(120);
    private static final long LOOK_AGAIN_MS = 200;
    private static final Duration REPLICATE_BOUND = Duration.ofSeconds(180);
    private static final Duration ALARM_BOUND = Duration.ofSeconds(15);
    private static final int SLOWEST = 5;
    private static final int REMARKS_MAX = 10;

    private final DrillSite site;
    private final DrillLoad load;
    private final Consumer<String> progress;
    private long missedBefore;
    private long unexplainedBefore;
    private long expectedBefore;

    private Drill(DrillSite site, DrillLoad load, Consumer<String> progress) {
        this.site = site;
        this.load = load;
        this.progress = progress;
    }

    /** @param progress told in a line what is going on */
    public static Drill open(DrillSite site, Consumer<String> progress)
            throws DrillException, InterruptedException {
        progress.accept("admitting patients, connecting devices and screens");
        return new Drill(site, DrillLoad.open(site, progress), progress);
    }

    /**
     * Runs the fault that the site was made for.
     *
     * @param seconds for which the fault lasts, or null: as long as it does by itself
     */
    public DrillReport run(DrillName drill, int runs, @Nullable Integer seconds, long seed)
            throws DrillException, InterruptedException {
        return run(drill, site.fault(), runs, seconds, seed);
    }

    /** Runs another fault, one that needs no more than the site has. */
    public DrillReport runOn(DrillName drill, @Nullable Integer seconds, long seed)
            throws DrillException, InterruptedException {
        return run(drill, drill.fault(), 1, seconds, seed);
    }

    private DrillReport run(
            DrillName drill, Fault fault, int runs, @Nullable Integer seconds, long seed)
            throws DrillException, InterruptedException {
        List<RunFigures> figures = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Random random = new Random(seed + run);
            progress.accept(
                    "%s, run %d of %d, seed %d".formatted(drill, run + 1, runs, seed + run));
            Fault.Scene scene =
                    new Fault.Scene(site, load, run, random, progress, new ArrayDeque<>(1));
            Duration hold = seconds == null ? fault.hold(run) : Duration.ofSeconds(seconds);
            RunFigures one = run(fault, hold, scene);
            one.remarks().forEach(progress);
            if (load.holds() > 0) {
                progress.accept("devices were told to wait, " + load.holds() + " times so far");
            }
            figures.add(one);
            progress.accept(DrillReport.line(run + 1, one));
        }
        return new DrillReport(drill, seed, figures);
    }

    private RunFigures run(Fault fault, Duration hold, Fault.Scene scene)
            throws DrillException, InterruptedException {
        long beginNanos = System.nanoTime();
        load.beds().forEach(DrillBed::begin);
        load.sender().begin();
        TimeUnit.MILLISECONDS.sleep(STEADY_MS + scene.random().nextInt(CHANCE_MS));
        long faultNanos = System.nanoTime();
        fault.begin(scene);
        TimeUnit.NANOSECONDS.sleep(hold.toNanos());
        long overNanos = System.nanoTime();
        fault.end(scene);
        load.sender().check();
        boolean isRecovered = recovered();
        long recoveredNanos = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(TAIL.toNanos());
        load.sender().end();
        boolean isAllAcked = Waiting.until(
                RECOVER_BOUND, () -> load.beds().stream().allMatch(DrillBed::isAllAcked));
        long endNanos = System.nanoTime();
        AlarmLedger alarms = load.alarms();
        Waiting.until(ALARM_BOUND, () -> alarms.missed() == missedBefore);
        List<String> remarks = new ArrayList<>();
        long sitesDiffer = site.hasEdges() && !replicated(remarks) ? 1 : 0;
        HistoryAudit audit = audit(DrillBed::server);
        if (!isRecovered || !isAllAcked) {
            remarks.add("not everything that was sent is acked");
        }
        if (site.hasEdges()) {
            URI centre = site.http().getFirst();
            audit.add(audit(bed -> centre));
            List<String> different =
                    new SiteComparison(load.http(), centre, site.leadToken()).of(load.beds());
            sitesDiffer += different.size();
            remark(remarks, "patient that sites differ about", different);
        }
        return figures(
                audit,
                sitesDiffer,
                remarks,
                new Moments(
                        beginNanos,
                        faultNanos,
                        overNanos,
                        scene.returned().peek(),
                        recoveredNanos,
                        endNanos));
    }

    /** By the monotonic clock. */
    private record Moments(
            long begin, long fault, long over, @Nullable Long returned, long recovered, long end) {

        double seconds() {
            return (end - begin) / 1e9;
        }
    }

    /** Whether all that was sent up to now gets its ack. */
    private boolean recovered() throws InterruptedException {
        List<Long> sent = load.beds().stream().map(DrillBed::lastSeq).toList();
        return Waiting.until(RECOVER_BOUND, () -> {
            for (int bed = 0; bed < sent.size(); bed++) {
                if (!load.beds().get(bed).isAckedUpTo(sent.get(bed))) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Whether every site has what every other has; how long that took is told. */
    private boolean replicated(List<String> remarks) throws InterruptedException {
        EdgeSites edges = site.edges();
        List<String> servers = Stream.concat(
                        edges.management().stream(), site.cluster().management().stream())
                .toList();
        long begin = System.nanoTime();
        long unsent = edges.unsent(servers);
        while (unsent != 0 && System.nanoTime() - begin < REPLICATE_BOUND.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            unsent = edges.unsent(servers);
        }
        boolean isDone = unsent == 0;
        progress.accept("%d ms after the last ack %s"
                .formatted(
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                        isDone ? "every site has everything" : "not every site has everything"));
        if (!isDone) {
            remarks.add("rows that another site is not known to have: " + unsent);
        }
        return isDone;
    }

    private HistoryAudit audit(Function<DrillBed, URI> servers)
            throws DrillException, InterruptedException {
        HistoryAudit audit =
                new HistoryAudit(load.http(), servers, site.leadToken(), load.alarms());
        try {
            audit.check(load.beds());
        } catch (LoadException e) {
            throw new DrillException("can't read the histories: " + e.getMessage(), e);
        }
        return audit;
    }

    private RunFigures figures(
            HistoryAudit audit, long sitesDiffer, List<String> remarks, Moments at) {
        AlarmLedger alarms = load.alarms();
        List<String> missing = alarms.missing();
        List<String> unexplained = alarms.unexplained();
        List<String> unrecorded = alarms.expectedSince(at.begin()).stream()
                .filter(alarm -> !audit.isRecorded(alarm))
                .toList();
        List<String> recordedTwice = audit.alarmsDoubled().stream()
                .filter(alarm -> !unexplained.contains(alarm))
                .toList();
        remark(remarks, "acked and lost", audit.lost());
        remark(remarks, "twice in a history", audit.doubled());
        remark(remarks, "alarm that no screen saw", missing);
        remark(remarks, "alarm that the history lacks", unrecorded);
        remark(remarks, "alarm that no frame explains", unexplained);
        remark(remarks, "alarm twice or unexplained in the history", recordedTwice);
        long onlyUnrecorded =
                unrecorded.stream().filter(alarm -> !missing.contains(alarm)).count();
        long offered = 0;
        long acked = 0;
        Latencies writable = new Latencies();
        Latencies afterReturn = new Latencies();
        for (DrillBed bed : load.beds()) {
            for (Sent one : bed.sent()) {
                offered += one.samples();
                acked += one.isAcked() ? one.samples() : 0;
            }
            writable.record(bed.longestWaitNanos(at.fault(), at.end()));
            if (at.returned() != null) {
                afterReturn.record(bed.ackedAfterNanos(at.returned(), at.end()));
            }
        }
        progress.accept("slowest alarms of devices whose connection held: "
                + String.join(
                        ", ",
                        alarms.slowest(
                                at.fault(),
                                at.recovered(),
                                alarm -> isInReach(alarm, at.fault()),
                                SLOWEST)));
        RunFigures figures = new RunFigures(
                offered,
                acked,
                audit.lost().size(),
                audit.doubled().size(),
                alarms.expected() - expectedBefore,
                missing.size() - missedBefore + onlyUnrecorded,
                unexplained.size() - unexplainedBefore + recordedTwice.size(),
                sitesDiffer,
                alarms.detection(at.fault(), Math.max(at.over(), at.fault() + 1)),
                alarms.detection(at.fault(), at.recovered()),
                alarms.detection(at.fault(), at.recovered(), alarm -> isInReach(alarm, at.fault())),
                writable,
                afterReturn,
                at.seconds(),
                List.copyOf(remarks));
        expectedBefore = alarms.expected();
        missedBefore = missing.size();
        unexplainedBefore = unexplained.size();
        return figures;
    }

    /** Of a device whose connection held: the session can find it. */
    private boolean isInReach(AlarmId alarm, long sinceNanos) {
        return load.beds().stream()
                .filter(bed -> alarm.belongsTo(bed.place().patient()))
                .allMatch(bed -> bed.isConnectedSince(sinceNanos));
    }

    private static void remark(List<String> remarks, String what, List<String> which) {
        if (!which.isEmpty()) {
            remarks.add(which.size() + " x " + what + ": "
                    + String.join(", ", which.subList(0, Math.min(REMARKS_MAX, which.size()))));
        }
    }

    /** On servers that go on, no patient of the drill stays in a bed. */
    @Override
    public void close() {
        boolean isInterrupted = Thread.interrupted();
        try {
            if (site.isGiven()) {
                load.discharge();
            }
        } catch (DrillException e) {
            progress.accept("not all of the drill's patients are discharged: " + e.getMessage());
        } catch (InterruptedException e) {
            isInterrupted = true;
        } finally {
            load.close();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
