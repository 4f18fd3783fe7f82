package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.load.LoadException;
import io.vigil.ops.load.LoadPlan;
import io.vigil.ops.load.LoadReport;
import io.vigil.ops.load.LoadRun;
import io.vigil.ops.load.LoadTarget;
import io.vigil.ops.replay.Format;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(
        name = "load",
        description = "Put a measured load on a server and account for every sample and alarm.",
        footer = "Exits with 1 if anything acked was lost, or an alarm was missed or doubled.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {

    private static final int EXIT_BROKEN_PROMISE = 1;

    @Spec
    CommandSpec spec;

    @Mixin
    ServerOptions server;

    @Mixin
    OwnServer own;

    @Option(
            names = "--management",
            paramLabel = "URL",
            description = "Where the server's metrics are (default: not read).")
    @Nullable
    URI management;

    @Option(
            names = "--patients",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Patients, with a device each (default: ${DEFAULT-VALUE}).")
    int patients;

    @Option(
            names = "--gateways",
            paramLabel = "N",
            defaultValue = "20",
            description = "Connections that the devices share; as many as patients: one each"
                    + " (default: ${DEFAULT-VALUE}).")
    int gateways;

    @Option(
            names = "--frames-per-second",
            paramLabel = "N",
            defaultValue = "1",
            description = "Frames of each patient a second (default: ${DEFAULT-VALUE}).")
    int framesPerSecond;

    @Option(
            names = "--vitals",
            paramLabel = "N",
            defaultValue = "10",
            description = "Values in a frame; the tenth is charted oxygen"
                    + " (default: ${DEFAULT-VALUE}).")
    int vitals;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "cbor",
            description = "cbor or json (default: ${DEFAULT-VALUE}).")
    Format format;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "At the full rate, before figures are taken (default: ${DEFAULT-VALUE}).")
    int warmUpSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "For which figures are taken (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--alarm-every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "A patient's time from one planned alarm to the next"
                    + " (default: ${DEFAULT-VALUE}).")
    int alarmEverySeconds;

    @Option(
            names = "--crash",
            paramLabel = "SECONDS",
            arity = "0..1",
            defaultValue = "0",
            fallbackValue = "60",
            description = "Then kill the server that was started for the run, start it again, and"
                    + " go on for so long (${FALLBACK-VALUE} unless given).")
    int crashSeconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here too.")
    @Nullable
    Path json;

    @Override
    public Integer call() throws InterruptedException {
        try (Ending ending = Ending.watch()) {
            return load(ending);
        }
    }

    private int load(Ending ending) throws InterruptedException {
        try {
            LoadPlan plan = new LoadPlan(
                    patients,
                    gateways,
                    framesPerSecond,
                    vitals,
                    format,
                    warmUpSeconds,
                    seconds,
                    alarmEverySeconds,
                    crashSeconds);
            if (crashSeconds > 0 && !own.isWanted()) {
                throw new IllegalArgumentException(
                        "--crash kills a server of the run's own: --standalone or --central");
            }
            return own.isWanted() ? againstItsOwn(plan) : against(plan);
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

    private int againstItsOwn(LoadPlan plan)
            throws IOException, CannotStart, LoadException, InterruptedException {
        try (LoadedChild child = own.start(List.of(), this::tell)) {
            return run(plan, OwnServer.target(child));
        }
    }

    private int against(LoadPlan plan) throws IOException, LoadException, InterruptedException {
        ServerOptions.Tokens tokens = server.tokens(LoadPlan.PREFIX);
        return run(
                plan,
                new LoadTarget(
                        server.url,
                        management,
                        tokens.lead(),
                        tokens.device(),
                        null,
                        Map.of(),
                        null));
    }

    private int run(LoadPlan plan, LoadTarget target)
            throws IOException, LoadException, InterruptedException {
        try (LoadRun run = new LoadRun(plan, target, this::tell)) {
            LoadReport report = run.run();
            spec.commandLine().getOut().println(report.table());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.writeString(json, report.json() + System.lineSeparator());
            }
            return report.isClean() ? 0 : EXIT_BROKEN_PROMISE;
        }
    }

    private void tell(String line) {
        spec.commandLine().getErr().println("vigil: " + line);
        spec.commandLine().getErr().flush();
    }
}
