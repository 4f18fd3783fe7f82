package io.vigil.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** In a checkout the launcher runs it; this says so where there is only the program. */
@Command(
        name = "compare",
        description = "Run Vigil beside Kafka Streams and Flink on the same samples; from a"
                + " checkout only.")
final class CompareCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    /** They are those of the program that is compared with, and not known here. */
    @Unmatched
    final List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println("vigil: compare runs from a checkout only, as its peers are no part of the"
                        + " program");
        return Main.EXIT_USAGE;
    }
}
