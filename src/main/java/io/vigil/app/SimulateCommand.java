package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.simulate.Seeds;
import io.vigil.simulate.WardSimulation;
import io.vigil.simulate.WardSimulation.Outcome;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

@Command(
        name = "simulate",
        description = "Play wards on two edges and at a centre, with links, stores, clocks and"
                + " sites that fail, and check every promise at every step.",
        footer = "Exits with 1 if a promise was broken, and says with which seed.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

    private static final int EXIT_BROKEN_PROMISE = 1;
    private static final long SEED_MAX = 1_000_000_000;
    private static final long TOLD_EVERY = 1_000;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many runs (default: ${DEFAULT-VALUE}).")
    long seeds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Runs this one alone, and tells everything that happens in it.")
    @Nullable
    Long seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Steps of each run, before all is healed (default: ${DEFAULT-VALUE}).")
    long steps;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Outcome broken = seed == null ? many(out) : one(out, seed);
        out.flush();
        return broken == null ? 0 : EXIT_BROKEN_PROMISE;
    }

    private @Nullable Outcome one(PrintWriter out, long itsSeed) {
        Outcome outcome = WardSimulation.run(itsSeed, steps, out::println);
        out.printf(
                "seed %d: %d steps, trace %016x, %s%n",
                itsSeed, outcome.steps(), outcome.trace(), verdict(outcome));
        return outcome.isClean() ? null : outcome;
    }

    private @Nullable Outcome many(PrintWriter out) throws InterruptedException {
        long first = ThreadLocalRandom.current().nextLong(SEED_MAX);
        PrintWriter err = spec.commandLine().getErr();
        Seeds.Total total = new Seeds(first, seeds, steps)
                .run(Runtime.getRuntime().availableProcessors(), done -> {
                    if (done % TOLD_EVERY == 0) {
                        err.println("vigil: " + done + " seeds of " + seeds);
                        err.flush();
                    }
                });
        out.printf("%d seeds from %d, %d steps%n", total.seeds(), first, total.steps());
        Outcome broken = total.broken();
        if (broken != null) {
            out.printf(
                    "seed %d: %s%nSee it again: vigil simulate --seed %d --steps %d%n",
                    broken.seed(), verdict(broken), broken.seed(), steps);
        }
        return broken;
    }

    private static String verdict(Outcome outcome) {
        return outcome.isClean() ? "every promise held" : "BROKEN: " + outcome.broken();
    }
}
