package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.load.HistoryReport;
import io.vigil.ops.load.HistoryRun;
import io.vigil.ops.load.LoadException;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Spec
    CommandSpec spec;

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

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here too.")
    @Nullable
    Path json;

    @Override
    public Integer call() throws InterruptedException {
        try (Ending ending = Ending.watch()) {
            return measure(ending);
        }
    }

    private int measure(Ending ending) throws InterruptedException {
        try {
            var _ = own.isWanted();
            HistoryRun.Plan plan = new HistoryRun.Plan(hours, points, calls);
            try (LoadedChild child = own.start(HASTE, this::tell);
                    HistoryRun run = new HistoryRun(plan, OwnServer.target(child), this::tell)) {
                HistoryReport report = run.run();
                spec.commandLine().getOut().println(report.table());
                spec.commandLine().getOut().flush();
                if (json != null) {
                    Files.writeString(json, report.json() + System.lineSeparator());
                }
                return 0;
            }
        } catch (IllegalArgumentException
                | IOException
                | CannotStart
                | LoadException
                | TokenKeyUnusable e) {
            tell(String.valueOf(e.getMessage()));
            return Main.EXIT_USAGE;
        } catch (InterruptedException e) {
            if (!ending.hasBegun()) {
                throw e;
            }
            tell("interrupted: what was started is stopped");
            return Main.EXIT_USAGE;
        }
    }

    private void tell(String line) {
        spec.commandLine().getErr().println("vigil: " + line);
        spec.commandLine().getErr().flush();
    }
}
