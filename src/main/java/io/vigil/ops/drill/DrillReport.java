package io.vigil.ops.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.ops.load.Latencies;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What came of a drill's runs, together.
 *
 * @param seed of the first run; each next one's is one more
 */
public record DrillReport(DrillName drill, long seed, List<RunFigures> figures) {

    public DrillReport {
        figures = List.copyOf(figures);
    }

    public int runs() {
        return figures.size();
    }

    public long ackedLost() {
        return sum(RunFigures::ackedLost);
    }

    public long missed() {
        return sum(RunFigures::missed);
    }

    public long doubled() {
        return sum(RunFigures::doubled);
    }

    public long alarmsExpected() {
        return sum(RunFigures::alarmsExpected);
    }

    /** Nothing acked was lost or doubled, all was acked, no alarm was missed or doubled. */
    public boolean isClean() {
        return figures.stream().allMatch(RunFigures::isClean);
    }

    private long sum(ToLongFunction<RunFigures> of) {
        return figures.stream().mapToLong(of).sum();
    }

    private Latencies.Percentiles all(Function<RunFigures, Latencies> of) {
        Latencies all = new Latencies();
        figures.forEach(one -> all.add(of.apply(one)));
        return all.percentiles();
    }

    public String json() {
        ObjectNode node = new JsonMapper().createObjectNode();
        node.put("fault", drill.toString())
                .put("runs", runs())
                .put("seed", seed)
                .put("offered", sum(RunFigures::offered))
                .put("acked", sum(RunFigures::acked))
                .put("ackedLost", ackedLost())
                .put("samplesDoubled", sum(RunFigures::samplesDoubled))
                .put("alarmsExpected", alarmsExpected())
                .put("missed", missed())
                .put("doubled", doubled())
                .put("sitesDiffer", sum(RunFigures::sitesDiffer))
                .put("detectionP99Ms", tenths(all(RunFigures::detection).p99()));
        put(node.putObject("detectionGapMs"), all(RunFigures::gap));
        put(node.putObject("detectionGapConnectedMs"), all(RunFigures::connectedGap));
        put(node.putObject("writableGapMs"), all(RunFigures::writableGap));
        put(node.putObject("ackedAfterReturnMs"), all(RunFigures::ackedAfterReturn));
        ArrayNode remarks = node.putArray("remarks");
        figures.forEach(one -> one.remarks().forEach(remarks::add));
        return node.toPrettyString();
    }

    private static void put(ObjectNode node, Latencies.Percentiles times) {
        node.put("p50", tenths(times.p50()))
                .put("p99", tenths(times.p99()))
                .put("max", tenths(times.max()));
    }

    private static double tenths(double ms) {
        return Math.round(ms * 10) / 10.0;
    }

    /** One run in a line, for whoever looks on. */
    static String line(int run, RunFigures one) {
        return format(
                "run %d: %d samples, %d acked, %d lost; %d alarms, %d missed, %d doubled;"
                        + " longest detection %.0f ms, longest without ack %.0f ms; %.0f s",
                run,
                one.offered(),
                one.acked(),
                one.ackedLost(),
                one.alarmsExpected(),
                one.missed(),
                one.doubled(),
                one.gap().percentiles().max(),
                one.writableGap().percentiles().max(),
                one.seconds());
    }

    public String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("# Drill: " + drill);
        lines.add("");
        lines.add("%s. %d runs, seeds from %d. %s"
                .formatted(
                        drill.description(),
                        runs(),
                        seed,
                        isClean() ? "Clean." : "**Not clean.**"));
        lines.add("");
        lines.add("| run | offered | acked | lost | alarms | missed | doubled"
                + " | longest detection, ms | longest without ack, ms |");
        lines.add("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (int run = 0; run < runs(); run++) {
            lines.add(row(run + 1, figures.get(run)));
        }
        lines.add("");
        lines.add("| over all runs, ms | count | p50 | p99 | max |");
        lines.add("| --- | --- | --- | --- | --- |");
        lines.add(row("detection while the fault lasted", all(RunFigures::detection)));
        lines.add(row("detection until all was acked", all(RunFigures::gap)));
        lines.add(row("the same, of devices whose connection held", all(RunFigures::connectedGap)));
        lines.add(row("each device's longest wait for an ack", all(RunFigures::writableGap)));
        if (all(RunFigures::ackedAfterReturn).count() > 0) {
            lines.add(row(
                    "until all is acked, from when the servers answered again",
                    all(RunFigures::ackedAfterReturn)));
        }
        lines.add("");
        lines.add("Samples acked and lost: " + bound(ackedLost(), sum(RunFigures::acked)));
        lines.add("");
        lines.add("Alarms missed: " + bound(missed(), alarmsExpected()));
        lines.add("");
        lines.add("Alarms doubled: " + bound(doubled(), alarmsExpected()));
        lines.add("");
        lines.add("Runs with any of these: " + bound(brokenRuns(), runs()));
        figures.forEach(one -> one.remarks().forEach(remark -> lines.add("\n* " + remark)));
        return String.join("\n", lines) + "\n";
    }

    private long brokenRuns() {
        return figures.stream().filter(one -> !one.isClean()).count();
    }

    /** The rule of three: what never happened in n tries happens in at most 3/n, at 95 %. */
    static String bound(long happened, long tries) {
        return happened > 0 || tries == 0
                ? "%d of %d".formatted(happened, tries)
                : format(
                        "0 of %d (at most %.2g of all, at 95 %%)", tries, Math.min(1, 3.0 / tries));
    }

    private static String row(int run, RunFigures one) {
        return format(
                "| %d | %d | %d | %d | %d | %d | %d | %.0f | %.0f |",
                run,
                one.offered(),
                one.acked(),
                one.ackedLost(),
                one.alarmsExpected(),
                one.missed(),
                one.doubled(),
                one.gap().percentiles().max(),
                one.writableGap().percentiles().max());
    }

    private static String row(String name, Latencies.Percentiles times) {
        return format(
                "| %s | %d | %.0f | %.0f | %.0f |",
                name, times.count(), times.p50(), times.p99(), times.max());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
