package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.load.LoadException;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A measurement in the foreground, which says why it can't be made, or that it was interrupted. */
final class Measurement {

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here too.")
    @Nullable
    Path json;

    /** What is measured; the exit code comes of it. */
    @FunctionalInterface
    interface Run {
        int run() throws IOException, CannotStart, LoadException, InterruptedException;
    }

    int make(Run measured) throws InterruptedException {
        try (Ending ending = Ending.watch()) {
            return make(measured, ending);
        }
    }

    private int make(Run measured, Ending ending) throws InterruptedException {
        try {
            return measured.run();
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

    void show(String table, String figures) throws IOException {
        spec.commandLine().getOut().println(table);
        spec.commandLine().getOut().flush();
        if (json != null) {
            Files.writeString(json, figures + System.lineSeparator());
        }
    }

    void tell(String line) {
        spec.commandLine().getErr().println("vigil: " + line);
        spec.commandLine().getErr().flush();
    }
}
