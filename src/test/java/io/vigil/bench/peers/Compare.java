package io.vigil.bench.peers;

import io.vigil.TemporaryFolder;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Vigil beside what one would use instead, one after the other, on this machine. */
@Command(
        name = "compare",
        description = "Run Vigil, a Kafka Streams topology and a Flink job on the same samples, one"
                + " after the other, and write a table.",
        footer = "Exits with 1 if one of them has not raised and ended the alarms foreseen.",
        mixinStandardHelpOptions = true)
public final class Compare implements Callable<Integer> {

    @Option(
            names = "--patients",
            paramLabel = "N",
            defaultValue = "1000",
            description = "With a device each (default: ${DEFAULT-VALUE}).")
    int patients;

    @Option(
            names = "--warm-up",
            paramLabel = "SAMPLES",
            defaultValue = "1000000",
            description = "Before figures are taken (default: ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(
            names = "--flood",
            paramLabel = "SAMPLES",
            defaultValue = "4000000",
            description = "As fast as they are taken (default: ${DEFAULT-VALUE}).")
    int flood;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Samples a second of the steady part (default: ${DEFAULT-VALUE}).")
    int rate;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long that is (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/compare",
            description = "Where compare.md and compare.json go" + " (default: ${DEFAULT-VALUE}).")
    Path out;

    /** Starts one of them. */
    @FunctionalInterface
    private interface Start {
        Contender with(Trial trial, Path folder) throws Exception;
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path folder = Files.createTempDirectory(out, "run-").toAbsolutePath();
        Courses courses = Courses.recorded();
        Trial.Plan plan = new Trial.Plan(patients, warmUp, flood, rate, seconds);
        List<Start> starts = List.of(
                (trial, logs) -> VigilContender.start(patients + Trial.PROBES, logs, trial::hear),
                (trial, logs) -> KafkaContender.start(
                        "Kafka Streams", StreamsPeer.class.getName(), logs, trial::hear),
                (trial, logs) -> KafkaContender.start(
                        "Flink", FlinkPeer.class.getName(), logs, trial::hear));
        List<Figures> figures = new ArrayList<>();
        for (Start start : starts) {
            Trial trial = new Trial(plan, courses);
            try (Contender contender = start.with(trial, folder)) {
                System.err.println("vigil: comparing " + contender.name());
                figures.add(trial.run(contender));
            }
        }
        Comparison comparison = new Comparison(plan, courses.recordings(), figures);
        Files.writeString(out.resolve("compare.md"), comparison.markdown());
        Files.writeString(out.resolve("compare.json"), comparison.json());
        System.out.println(comparison.markdown());
        if (!figures.stream().allMatch(Figures::isSame)) {
            System.err.println("vigil: the logs are in " + folder);
            return 1;
        }
        TemporaryFolder.delete(folder);
        return 0;
    }
}
