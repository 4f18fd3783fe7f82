package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class LoadCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine vigil = Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));

    @TempDir
    Path folder;

    /** Long enough for an alarm of a quarter of the patients; figures of the real thing, not its speed. */
    @Test
    void aCentralNodeOfItsOwnIsMeasuredWithItsStackAndThenGone() throws Exception {
        List<Long> before = children();
        Path figures = folder.resolve("figures.json");

        int exit = vigil.execute(
                "load",
                "--central",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--jvm=-Xmx384m",
                "--patients=8",
                "--gateways=2",
                "--warm-up=0",
                "--seconds=18",
                "--alarm-every=30",
                "--json=" + figures);

        assertThat(exit).as("%s%s", out, err).isZero();
        JsonNode json = new JsonMapper().readTree(figures.toFile());
        assertThat(json.get("acked").asLong()).isEqualTo(8 * 18 * 10);
        assertThat(json.get("expectedAlarms").asLong()).isPositive();
        assertThat(json.get("serverCpuSeconds").asDouble()).isPositive();
        assertThat(json.get("serverPeakRssMb").asDouble()).isPositive();
        assertThat(json.get("besideCpuSeconds").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("cassandra-1", "kafka-1", "redis");
        assertThat(json.get("besideCpuSeconds").get("cassandra-1").asDouble()).isPositive();
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void oneServerIsStartedNotTwo() {
        assertThat(vigil.execute("load", "--central", "--standalone")).isEqualTo(2);

        assertThat(err).asString().contains("one server: --standalone or --central");
    }

    private static List<Long> children() {
        try (Stream<ProcessHandle> running = ProcessHandle.current().children()) {
            return running.map(ProcessHandle::pid).sorted().toList();
        }
    }
}
