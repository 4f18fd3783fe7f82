package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.OwnServers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

@OwnServers
class LoadCommandTest {

    private static final Duration START_BOUND = Duration.ofMinutes(5);

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
        Path figures = folder.resolve("figures.json");
        FutureTask<Integer> load = new FutureTask<>(() -> vigil.execute(
                "load",
                "--central",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--jvm=-Xmx384m",
                "--patients=8",
                "--gateways=2",
                "--warm-up=0",
                "--seconds=18",
                "--alarm-every=30",
                "--json=" + figures));
        Thread.ofPlatform().name("load").start(load);
        await().atMost(START_BOUND).until(() -> children().size() == 4 || load.isDone());
        List<ProcessHandle> started = children();

        assertThat(load.get()).as("%s%s", out, err).isZero();
        JsonNode json = new JsonMapper().readTree(figures.toFile());
        assertThat(json.get("acked").asLong()).isEqualTo(8 * 18 * 10);
        assertThat(json.get("expectedAlarms").asLong()).isPositive();
        assertThat(json.get("serverCpuSeconds").asDouble()).isPositive();
        assertThat(json.get("serverPeakRssMb").asDouble()).isPositive();
        assertThat(json.get("besideCpuSeconds").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("cassandra-1", "kafka-1", "redis");
        assertThat(json.get("besideCpuSeconds").get("cassandra-1").asDouble()).isPositive();
        assertThat(started).as("Cassandra, Kafka, Redis and the node").hasSize(4);
        assertThat(children()).isEmpty();
    }

    @Test
    void aServerThatIsKilledUnderItsLoadComesBackWithAllThatWasAcked() throws Exception {
        Path figures = folder.resolve("figures.json");

        int exit = vigil.execute(
                "load",
                "--standalone",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--jvm=-Xmx384m",
                "--patients=8",
                "--gateways=2",
                "--warm-up=0",
                "--seconds=10",
                "--alarm-every=30",
                "--crash=20",
                "--json=" + figures);

        assertThat(exit).as("%s%s", out, err).isZero();
        JsonNode json = new JsonMapper().readTree(figures.toFile());
        assertThat(json.get("acked").asLong()).isEqualTo(8 * 30 * 10);
        assertThat(json.get("expectedAlarms").asLong()).isPositive();
        JsonNode recovery = json.get("recoverySeconds");
        assertThat(recovery.get("ready").asDouble()).isPositive();
        assertThat(recovery.get("awake").asDouble()).isPositive();
        assertThat(recovery.get("acked").asDouble()).isPositive();
        assertThat(children()).isEmpty();
    }

    @Test
    void theHeapOfAServerOfItsOwnIsCounted() throws Exception {
        Path figures = folder.resolve("figures.json");

        int exit = vigil.execute(
                "load",
                "--standalone",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--patients=8",
                "--gateways=2",
                "--warm-up=0",
                "--seconds=2",
                "--json=" + figures);

        assertThat(exit).as("%s%s", out, err).isZero();
        JsonNode json = new JsonMapper().readTree(figures.toFile());
        assertThat(json.get("serverHeapBeforeMb").asDouble()).isPositive();
        assertThat(json.get("serverHeapAfterGcMb").asDouble()).isPositive();
        assertThat(json.get("historyIndexMb").asDouble()).isPositive();
    }

    @Test
    void onlyAServerOfItsOwnIsKilled() {
        assertThat(vigil.execute("load", "--crash")).isEqualTo(2);

        assertThat(err).asString().contains("--crash kills a server of the run's own");
    }

    @Test
    void oneServerIsStartedNotTwo() {
        assertThat(vigil.execute("load", "--central", "--standalone")).isEqualTo(2);

        assertThat(err).asString().contains("one server: --standalone or --central");
    }

    /** Of this JVM, and at home in a load's folder: the tests beside this one have theirs elsewhere. */
    private static List<ProcessHandle> children() {
        try (Stream<ProcessHandle> running = ProcessHandle.current().children()) {
            return running.filter(LoadCommandTest::isOfALoad).toList();
        }
    }

    private static boolean isOfALoad(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                    .toString()
                    .contains("vigil-load-");
        } catch (IOException e) {
            return false;
        }
    }
}
