package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.OwnServers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

@OwnServers
class HistoryReportCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine vigil = Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));

    @TempDir
    Path folder;

    /** That every value is told, the run itself checks. */
    @Test
    void anHourIsWrittenAndTold() throws Exception {
        Path figures = folder.resolve("figures.json");

        int exit = vigil.execute(
                "history-report",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--hours=1",
                "--points=60",
                "--calls=3",
                "--json=" + figures);

        assertThat(exit).as("%s%s", out, err).isZero();
        JsonNode json = new JsonMapper().readTree(figures.toFile());
        assertThat(json.get("rows").asInt()).isEqualTo(3600);
        assertThat(json.get("values").asInt()).isEqualTo(3600 * 9);
        assertThat(json.get("firstMs").asDouble()).isPositive();
        assertThat(json.get("againMs").get("count").asInt()).isEqualTo(3);
    }

    @Test
    void aDayHasHours() {
        assertThat(vigil.execute("history-report", "--hours=0")).isEqualTo(2);

        assertThat(err).asString().contains("--hours must be from 1 to 168, not 0");
    }
}
