package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.load.LoadException;
import io.vigil.ops.load.LoadPlan;
import io.vigil.ops.load.LoadReport;
import io.vigil.ops.load.LoadRun;
import io.vigil.ops.load.LoadTarget;
import io.vigil.ops.replay.Format;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URI;
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

    @Mixin
    Measurement measurement;

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

    @Override
    public Integer call() throws InterruptedException {
        return measurement.make(this::load);
    }

    private int load() throws IOException, CannotStart, LoadException, InterruptedException {
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
        own.check();
        if (own.isWanted()) {
            try (LoadedChild child = own.start(List.of(), measurement::tell)) {
                return run(plan, OwnServer.target(child));
            }
        }
        if (plan.hasCrash()) {
            throw new IllegalArgumentException(
                    "--crash kills a server of the run's own: --standalone or --central");
        }
        return run(plan, target());
    }

    private LoadTarget target() {
        ServerOptions.Tokens tokens = server.tokens(LoadPlan.PREFIX);
        return new LoadTarget(
                server.url, management, tokens.lead(), tokens.device(), null, Map.of(), null);
    }

    private int run(LoadPlan plan, LoadTarget target)
            throws IOException, LoadException, InterruptedException {
        try (LoadRun run = new LoadRun(plan, target, measurement::tell)) {
            LoadReport report = run.run();
            measurement.show(report.table(), report.json());
            return report.isClean() ? 0 : EXIT_BROKEN_PROMISE;
        }
    }
}
