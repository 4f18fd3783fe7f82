package io.vigil.ops.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.core.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;

/**
 * What came of a run. Rates and latencies are of the measured time, after the warm-up; the ledger is
 * of the whole run.
 *
 * @param offeredPerSecond samples that were due
 * @param ackedPerSecond samples acked
 * @param detection from when a frame was due to its alarm at a screen
 * @param announce the server's own measure: frame received to alarm handed to the screen's socket
 * @param durable from when a frame was due to its ack
 * @param lateness how long after it was due the generator gave a frame to its connection
 * @param recovery from a kill, if there was one
 */
public record LoadReport(
        LoadPlan plan,
        double offeredPerSecond,
        double ackedPerSecond,
        Latencies.Percentiles detection,
        Latencies.Percentiles announce,
        Latencies.Percentiles durable,
        Latencies.Percentiles lateness,
        Ledger ledger,
        Costs costs,
        Memory memory,
        Recovery.@Nullable Times recovery) {

    /** A generator that is later than this is measuring itself. */
    private static final double LATE_MS = 5;

    /** Both processes together keep the machine busy from about here on. */
    private static final double BUSY = 0.95;

    /**
     * The devices' own account, in samples but for the alarms.
     *
     * @param withheld due, but not sent, as the device had all it keeps unacked
     * @param lost acked, and not in the history
     * @param doubled more than once in the history
     * @param doubledAlarms alarms that no frame explains
     */
    public record Ledger(
            long offered,
            long acked,
            long refused,
            long withheld,
            long lost,
            long doubled,
            long expectedAlarms,
            long receivedAlarms,
            long doubledAlarms) {

        long missedAlarms() {
            return expectedAlarms - receivedAlarms;
        }
    }

    /**
     * Negative where unknown. Processor time is of the measured time; memory is the peak.
     *
     * @param samples that were acked in the measured time
     * @param beside processor time of what the server stands on, by name
     * @param loadAverage of the machine at the end: how many wanted its processors, these included
     */
    public record Costs(
            double seconds,
            long samples,
            double serverCpuSeconds,
            double serverPeakRssMb,
            NavigableMap<String, Double> beside,
            double generatorCpuSeconds,
            double generatorPeakRssMb,
            double loadAverage) {

        private static final double UNKNOWN = -1;
        private static final double MILLION = 1e6;

        /** What a clock on the wall can't tell on a busy machine. */
        double serverCpuSecondsPerMillionSamples() {
            return serverCpuSeconds < 0 || samples == 0
                    ? UNKNOWN
                    : serverCpuSeconds * MILLION / samples;
        }
    }

    /**
     * The server's heap with nobody in it, and with all patients and their connections.
     */
    record Memory(ServerHeap before, ServerHeap after) {

        private static final double KIB_PER_MIB = 1024;

        boolean isKnown() {
            return before.isKnown() && after.isKnown();
        }

        /** What each patient added, beside its history index. */
        double patientKb(int patients) {
            double added = after.liveMb() - after.indexMb() - before.liveMb();
            return isKnown() ? added * KIB_PER_MIB / patients : ServerFigures.UNKNOWN;
        }
    }

    /** Whether the server kept its promises. */
    public boolean isClean() {
        return ledger.lost() == 0
                && ledger.doubled() == 0
                && ledger.missedAlarms() == 0
                && ledger.doubledAlarms() == 0;
    }

    public String json() {
        ObjectNode node = new JsonMapper().createObjectNode();
        node.put("patients", plan.patients())
                .put("gateways", plan.gateways())
                .put("framesPerSecond", plan.framesPerSecond())
                .put("vitals", plan.vitals())
                .put("format", plan.format().name().toLowerCase(Locale.ROOT))
                .put("seconds", plan.seconds())
                .put("offeredPerSecond", Math.round(offeredPerSecond))
                .put("ackedPerSecond", Math.round(ackedPerSecond))
                .put("offered", ledger.offered())
                .put("acked", ledger.acked())
                .put("refused", ledger.refused())
                .put("withheld", ledger.withheld())
                .put("lost", ledger.lost())
                .put("doubled", ledger.doubled())
                .put("expectedAlarms", ledger.expectedAlarms())
                .put("missedAlarms", ledger.missedAlarms())
                .put("doubledAlarms", ledger.doubledAlarms());
        put(node.putObject("detectionMs"), detection);
        put(node.putObject("announceMs"), announce);
        put(node.putObject("durableMs"), durable);
        put(node.putObject("generatorLatenessMs"), lateness);
        known(node, "serverCpuSeconds", costs.serverCpuSeconds());
        known(node, "serverCpuSecondsPerMillionSamples", costs.serverCpuSecondsPerMillionSamples());
        known(node, "serverPeakRssMb", costs.serverPeakRssMb());
        known(node, "serverHeapBeforeMb", memory.before().liveMb());
        known(node, "serverHeapAfterGcMb", memory.after().liveMb());
        known(node, "historyIndexMb", memory.after().indexMb());
        known(node, "patientKb", memory.patientKb(plan.patients()));
        if (recovery != null) {
            node.putObject("recoverySeconds")
                    .put("ready", recovery.ready())
                    .put("awake", recovery.awake())
                    .put("acked", recovery.acked());
        }
        ObjectNode beside = node.putObject("besideCpuSeconds");
        costs.beside().forEach(beside::put);
        known(node, "generatorCpuSeconds", costs.generatorCpuSeconds());
        known(node, "generatorPeakRssMb", costs.generatorPeakRssMb());
        known(node, "loadAverage", costs.loadAverage());
        return node.toPrettyString();
    }

    static void put(ObjectNode node, Latencies.Percentiles times) {
        node.put("count", times.count())
                .put("p50", times.p50())
                .put("p99", times.p99())
                .put("p999", times.p999())
                .put("max", times.max());
    }

    private static void known(ObjectNode node, String name, double value) {
        if (value < 0) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }

    /** For a person, in lines. */
    public String table() {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%d patients, %d connections, %d x %d values a second each, %s, %d s",
                plan.patients(),
                plan.gateways(),
                plan.framesPerSecond(),
                plan.vitals(),
                plan.format(),
                plan.seconds()));
        lines.add(format(
                "  samples/s    offered %,.0f  acked %,.0f", offeredPerSecond, ackedPerSecond));
        lines.add("  ms               count       p50       p99     p99.9       max");
        lines.add(line("detection", detection));
        lines.add(line("announce", announce));
        lines.add(line("durable", durable));
        lines.add(line("lateness", lateness));
        lines.add(format(
                "  samples      offered %d  acked %d  refused %d  withheld %d  lost %d  doubled %d",
                ledger.offered(),
                ledger.acked(),
                ledger.refused(),
                ledger.withheld(),
                ledger.lost(),
                ledger.doubled()));
        lines.add(format(
                "  alarms       expected %d  received %d  missed %d  doubled %d",
                ledger.expectedAlarms(),
                ledger.receivedAlarms(),
                ledger.missedAlarms(),
                ledger.doubledAlarms()));
        lines.add("  server       " + cost(costs.serverCpuSeconds(), costs.serverPeakRssMb()));
        lines.add(
                "  generator    " + cost(costs.generatorCpuSeconds(), costs.generatorPeakRssMb()));
        costs.beside()
                .forEach((name, seconds) -> lines.add(format(
                        "  %-12s %.1f s of processor (%.2f of one)",
                        name, seconds, seconds / costs.seconds())));
        if (costs.serverCpuSecondsPerMillionSamples() >= 0) {
            lines.add(format(
                    "  cost         %.1f s of the server's processor for a million samples",
                    costs.serverCpuSecondsPerMillionSamples()));
        }
        if (memory.isKnown()) {
            lines.add(format(
                    "  heap         %.1f MB empty, %.1f MB after the load: %.1f KB a patient,"
                            + " and %.1f MB of history index",
                    memory.before().liveMb(),
                    memory.after().liveMb(),
                    memory.patientKb(plan.patients()),
                    memory.after().indexMb()));
        }
        if (recovery != null) {
            lines.add(format(
                    "  after a kill ready %.1f s, all patients awake %.1f s, all acked %.1f s",
                    recovery.ready(), recovery.awake(), recovery.acked()));
        }
        lines.add(format("  load average %.1f at the end", costs.loadAverage()));
        lines.addAll(remarks());
        return String.join(System.lineSeparator(), lines);
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (lateness.p99() > LATE_MS) {
            remarks.add(format(
                    "  The generator itself was late (p99 %.1f ms): the latencies include that.",
                    lateness.p99()));
        }
        double used = costs.serverCpuSeconds() + costs.generatorCpuSeconds();
        int processors = Runtime.getRuntime().availableProcessors();
        if (costs.serverCpuSeconds() > 0 && used > BUSY * processors * costs.seconds()) {
            remarks.add("  The machine's processors were all in use: both took from each other.");
        }
        return remarks;
    }

    private String cost(double cpuSeconds, double rssMb) {
        return cpuSeconds < 0
                ? "unknown"
                : format(
                        "%.1f s of processor in %.0f s (%.2f of one), peak memory %.0f MB",
                        cpuSeconds, costs.seconds(), cpuSeconds / costs.seconds(), rssMb);
    }

    private static String line(String name, Latencies.Percentiles times) {
        return format(
                "  %-10s %10d %9.3f %9.3f %9.3f %9.3f",
                name, times.count(), times.p50(), times.p99(), times.p999(), times.max());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
