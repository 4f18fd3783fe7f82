package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a command that writes its figures into a file, and keeps what it says. */
final class MeasuringCommand {

    private final Path figures;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine vigil = Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));

    MeasuringCommand(Path folder) {
        this.figures = folder.resolve("figures.json");
    }

    int exit(String... arguments) {
        return vigil.execute(arguments);
    }

    /** The figures of a run that must succeed. */
    JsonNode figures(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json=" + figures);
        assertThat(exit(all.toArray(String[]::new))).as("%s%s", out, err).isZero();
        return new JsonMapper().readTree(figures.toFile());
    }

    String complaint() {
        return err.toString();
    }
}
