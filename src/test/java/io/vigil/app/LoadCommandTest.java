package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.OwnServers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

@OwnServers
class LoadCommandTest {

    private static final Duration START_BOUND = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    /** Long enough for an alarm of a quarter of the patients; figures of the real thing, not its speed. */
    @Test
    void aCentralNodeOfItsOwnIsMeasuredWithItsStackAndThenGone() throws Exception {
        FutureTask<JsonNode> load =
                new FutureTask<>(() -> smallLoad("--central", "--jvm=-Xmx384m", "--seconds=18"));
        Thread.ofPlatform().name("load").start(load);
        await().atMost(START_BOUND).until(() -> children().size() == 4 || load.isDone());
        List<ProcessHandle> started = children();

        JsonNode json = load.get();
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
        JsonNode json = smallLoad("--standalone", "--seconds=5", "--crash=15");

        assertThat(json.get("acked").asLong()).isEqualTo(8 * 20 * 10);
        assertThat(json.get("expectedAlarms").asLong()).isPositive();
        JsonNode recovery = json.get("recoverySeconds");
        assertThat(recovery.get("ready").asDouble()).isPositive();
        assertThat(recovery.get("awake").asDouble()).isPositive();
        assertThat(recovery.get("acked").asDouble()).isPositive();
        assertThat(children()).isEmpty();
    }

    @Test
    void onlyAServerOfItsOwnIsKilled() {
        MeasuringCommand vigil = new MeasuringCommand(folder);

        assertThat(vigil.exit("load", "--crash")).isEqualTo(2);
        assertThat(vigil.complaint()).contains("--crash kills a server of the run's own");
    }

    @Test
    void oneServerIsStartedNotTwo() {
        MeasuringCommand vigil = new MeasuringCommand(folder);

        assertThat(vigil.exit("load", "--central", "--standalone")).isEqualTo(2);
        assertThat(vigil.complaint()).contains("one server: --standalone or --central");
    }

    private JsonNode smallLoad(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "load",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--patients=8",
                "--gateways=2",
                "--warm-up=0",
                "--alarm-every=30"));
        all.addAll(List.of(options));
        return new MeasuringCommand(folder).figures(all.toArray(String[]::new));
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
