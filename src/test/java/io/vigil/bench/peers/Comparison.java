package io.vigil.bench.peers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * All figures side by side.
 *
 * @param figures Vigil's first
 */
record Comparison(Trial.Plan plan, int recordings, List<Figures> figures) {

    /** What the numbers leave out; it stands under every table. */
    private static final String HONESTLY = """
        What each of them does:

        * *Vigil* is measured as its users have it: `./vigil standalone` takes each sample from a
          device's socket (CBOR, 20 gateways), judges it by all limits of its vital, scores NEWS2,
          writes it into its journal, acks it, and sends the alarms to screens as JSON. Its cost is of
          all that. *Alarm* is the announcement on a screen; *stored* is the same alarm once the
          journal has it.
        * *The peers* take 16 bytes from a topic, judge them by this one limit, and write the alarm to a
          topic. They speak neither to devices nor to screens, keep no history that could be asked,
          and know no patients, beds, acknowledgements or silent devices. What brings the samples to
          them and stores them is the broker; so its processor time is told beside theirs.
        * One value a frame is the dearest way to send values to Vigil: what a frame costs, it costs
          for up to ten values at once (`./vigil load --vitals`). To the peers it is a record a value.
        * *Stored* means in a file that outlives the process. Vigil's embedded journal has it on
          the disk by then; Kafka answers before.
        * *Kafka Streams*: 2 threads, 4 partitions, at least once, RocksDB with a changelog behind a
          record cache that holds all patients, commits every 10 s, acks=all, linger 0.
        * *Flink*: local cluster, parallelism 2, 4 partitions, state on the heap, checkpoints to disk
          every 10 s, at least once, object reuse, buffer timeout 1 ms, acks=all, linger 0.
        * Each has a JVM of its own (this build's JDK, G1, %s), gets the same samples one by one after
          the same warm-up, and runs alone, on the processors that the sender and the broker use too.
          The sender writes to Kafka with acks=all, linger 1 ms. One broker, one copy.
        """.formatted(Child.HEAP);

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "One limit (`%s`) on %d patients, played from %d recordings, %,d samples to warm"
                    + " up, then%n%,d as fast as they are taken, then %,d a second for %d s.%n%n",
                Limit.NAME,
                plan.patients(),
                recordings,
                plan.warmUp(),
                plan.flood(),
                plan.rate(),
                plan.seconds()));
        head(text, figures);
        row(text, "**as fast as they are taken**", _ -> "");
        number(
                text,
                "samples/s a core, its process and its broker",
                "%,.0f",
                f -> f.flood().samplesPerSecondOfCore());
        number(text, "… its process alone", "%,.0f", f -> f.flood().samplesPerSecondOfOwnCore());
        number(
                text,
                "processor seconds a million samples",
                "%.1f",
                f -> f.flood().cpuSecondsPerMillion());
        number(text, "samples/s on this machine", "%,.0f", f -> f.flood().samplesPerSecond());
        row(text, "**at the steady rate**", _ -> "");
        number(
                text,
                "samples/s a core, its process and its broker",
                "%,.0f",
                f -> f.paced().samplesPerSecondOfCore());
        number(text, "… its process alone", "%,.0f", f -> f.paced().samplesPerSecondOfOwnCore());
        number(text, "sample to alarm p50, ms", "%.2f", f -> f.alarm().p50());
        number(text, "… p99", "%.2f", f -> f.alarm().p99());
        number(text, "… max", "%.2f", f -> f.alarm().max());
        number(text, "sample to alarm stored p50, ms", "%.2f", f -> f.durable().p50());
        number(text, "… p99", "%.2f", f -> f.durable().p99());
        row(text, "**all of it**", _ -> "");
        row(
                text,
                "alarms, raised and ended as foreseen",
                f -> f.isSame() ? "all " + f.alarms() : "NOT the " + f.alarms() + " foreseen");
        number(text, "peak memory of its process, MB", "%.0f", Figures::peakRssMb);
        row(
                text,
                "load average of the machine, before and after",
                f -> String.format(Locale.ROOT, "%.1f, %.1f", f.loadBefore(), f.loadAverage()));
        ratios(text);
        return text.append(System.lineSeparator()).append(HONESTLY).toString();
    }

    private void ratios(StringBuilder text) {
        Figures vigil = figures.getFirst();
        List<Figures> peers = figures.subList(1, figures.size());
        text.append(System.lineSeparator());
        head(text, peers, "Vigil's beside");
        ratio(
                text,
                "samples/s a core, flood",
                vigil,
                peers,
                f -> f.flood().samplesPerSecondOfCore());
        ratio(
                text,
                "samples/s a core, steady",
                vigil,
                peers,
                f -> f.paced().samplesPerSecondOfCore());
        ratio(text, "sample to alarm p50", vigil, peers, f -> f.alarm().p50());
        ratio(text, "sample to alarm p99", vigil, peers, f -> f.alarm().p99());
        ratio(text, "sample to alarm stored p99", vigil, peers, f -> f.durable().p99());
    }

    private static void ratio(
            StringBuilder text,
            String name,
            Figures vigil,
            List<Figures> peers,
            ToDoubleFunction<Figures> of) {
        row(
                text,
                peers,
                name,
                peer -> String.format(
                        Locale.ROOT, "%.2f", of.applyAsDouble(vigil) / of.applyAsDouble(peer)));
    }

    private static void head(StringBuilder text, List<Figures> columns) {
        head(text, columns, "");
    }

    private static void head(StringBuilder text, List<Figures> columns, String title) {
        row(text, columns, title, Figures::name);
        text.append("| --- |")
                .append(" ---: |".repeat(columns.size()))
                .append(System.lineSeparator());
    }

    private void number(
            StringBuilder text, String name, String format, ToDoubleFunction<Figures> of) {
        row(text, name, f -> String.format(Locale.ROOT, format, of.applyAsDouble(f)));
    }

    private void row(StringBuilder text, String name, Function<Figures, String> cell) {
        row(text, figures, name, cell);
    }

    private static void row(
            StringBuilder text,
            List<Figures> columns,
            String name,
            Function<Figures, String> cell) {
        text.append("| ").append(name).append(" |");
        columns.forEach(f -> text.append(' ').append(cell.apply(f)).append(" |"));
        text.append(System.lineSeparator());
    }

    String json() {
        JsonMapper mapper = new JsonMapper();
        ObjectNode node = mapper.createObjectNode().put("limit", Limit.NAME);
        node.put("recordings", recordings).set("plan", mapper.valueToTree(plan));
        node.set("contenders", mapper.valueToTree(figures));
        return node.toPrettyString();
    }
}
