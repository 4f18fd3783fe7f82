package io.vigil.app;

import io.vigil.ops.load.HistoryReport;
import io.vigil.ops.load.HistoryRun;
import io.vigil.ops.load.LoadException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "history-report",
        description = "Measure how long a server takes to tell hours of a patient's values.",
        mixinStandardHelpOptions = true)
final class HistoryReportCommand implements Callable<Integer> {

    /** So that a row for each frame is soon written: what is measured is the reading. */
    private static final List<String> HASTE =
            List.of("-Dvigil.journal.commit-interval=0ms", "-Dvigil.journal.sync=off");

    @Mixin
    Measurement measurement;

    @Mixin
    OwnServer own;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "Of ten values a second (default: ${DEFAULT-VALUE}).")
    int hours;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Steps of time to put them together in (default: ${DEFAULT-VALUE}).")
    int points;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "50",
            description = "Times to ask again (default: ${DEFAULT-VALUE}).")
    int calls;

    @Override
    public Integer call() throws InterruptedException {
        return measurement.make(this::measure);
    }

    private int measure() throws IOException, CannotStart, LoadException, InterruptedException {
        own.check();
        HistoryRun.Plan plan = new HistoryRun.Plan(hours, points, calls);
        try (LoadedChild child = own.start(HASTE, measurement::tell);
                HistoryRun run = new HistoryRun(plan, OwnServer.target(child), measurement::tell)) {
            HistoryReport report = run.run();
            measurement.show(report.table(), report.json());
            return 0;
        }
    }
}
