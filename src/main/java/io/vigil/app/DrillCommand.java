package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.drill.Drill;
import io.vigil.ops.drill.DrillException;
import io.vigil.ops.drill.DrillName;
import io.vigil.ops.drill.DrillReport;
import io.vigil.ops.drill.DrillSite;
import io.vigil.ops.drill.SitePlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

@Command(
        name = "drill",
        description = "Let something go wrong under load on a stack and a cluster, and account"
                + " for every sample and alarm.",
        footer = "Exits with 1 if anything acked was lost, or an alarm was missed or doubled.",
        mixinStandardHelpOptions = true)
final class DrillCommand implements Callable<Integer> {

    private static final int EXIT_BROKEN_PROMISE = 1;
    private static final int SEED_MAX = 1_000_000;
    private static final int RUNS_MAX = 10_000;

    /** The names, for the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(DrillName.values()).map(DrillName::toString).iterator();
        }
    }

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "What goes wrong: ${COMPLETION-CANDIDATES}.")
    String name;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often (default: ${DEFAULT-VALUE}).")
    int runs;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "For how long it stays so each time (default: as the drill is made).")
    @Nullable
    Integer seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Takes the same chances as the run that printed it.")
    @Nullable
    Long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here too.")
    @Nullable
    Path json;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a report in Markdown.")
    @Nullable
    Path report;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of a stack and a cluster that run, which are used and go on; or"
                    + " for new ones, whose logs then stay (default: a temporary one, which stays"
                    + " only if something is wrong).")
    @Nullable
    Path dir;

    @Override
    public Integer call() {
        try (Ending ending = Ending.watch()) {
            return call(ending);
        }
    }

    private int call(Ending ending) {
        try {
            return run(ending);
        } catch (IOException | DrillException | IllegalArgumentException e) {
            tell(String.valueOf(e.getMessage()));
            return Main.EXIT_USAGE;
        } catch (IllegalStateException e) {
            if (!ending.hasBegun()) {
                throw e;
            }
            tell("interrupted: what was started is stopped");
            return Main.EXIT_USAGE;
        } catch (InterruptedException e) {
            tell("interrupted: what was started is stopped");
            return Main.EXIT_USAGE;
        }
    }

    private int run(Ending ending) throws IOException, DrillException, InterruptedException {
        DrillName drill = DrillName.parse(name);
        if (runs < 1 || runs > RUNS_MAX) {
            throw new IllegalArgumentException(
                    "--runs must be from 1 to " + RUNS_MAX + ", not " + runs);
        }
        Path folder = dir == null ? Files.createTempDirectory("vigil-drill-") : dir;
        boolean hasLogsToRead = true;
        try {
            DrillReport result = run(drill, folder.toAbsolutePath().normalize());
            hasLogsToRead = !result.isClean();
            write(result);
            return result.isClean() ? 0 : EXIT_BROKEN_PROMISE;
        } finally {
            if (dir == null && (ending.hasBegun() || !hasLogsToRead)) {
                Folders.delete(folder);
            } else {
                tell("the logs are in " + folder);
            }
        }
    }

    private DrillReport run(DrillName drill, Path folder)
            throws DrillException, InterruptedException {
        long first = seed == null ? ThreadLocalRandom.current().nextInt(SEED_MAX) : seed;
        SitePlan plan =
                new SitePlan(folder, StackCommand.LIBRARY, Program.command(ClusterCommand.HEAP));
        try (DrillSite site = plan.open(drill, this::tell);
                Drill holding = Drill.open(site, this::tell)) {
            return holding.run(drill, runs, seconds, first);
        }
    }

    private void write(DrillReport result) throws IOException {
        spec.commandLine().getOut().println(result.markdown());
        spec.commandLine().getOut().flush();
        if (json != null) {
            Files.writeString(json, result.json() + System.lineSeparator());
        }
        if (report != null) {
            Files.writeString(report, result.markdown());
        }
    }

    private void tell(String line) {
        spec.commandLine().getErr().println("vigil: " + line);
        spec.commandLine().getErr().flush();
    }
}
