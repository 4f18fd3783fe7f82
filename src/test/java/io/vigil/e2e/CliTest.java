package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.ChildJvm;
import io.vigil.OwnServers;
import io.vigil.security.Role;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenVerifier;
import io.vigil.security.Verification;

import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as somebody at a terminal meets it. */
@OwnServers
class CliTest {

    private record Ended(int code, List<String> out, List<String> err) {}

    @TempDir
    Path folder;

    @Test
    void helpListsTheCommands() throws Exception {
        Ended help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(String.join("\n", help.out()))
                .contains("demo", "standalone", "token", "replay", "load", "compare", "version");
    }

    @Test
    void whereThereIsNoCheckoutNothingIsCompared() throws Exception {
        Ended ended = run("compare", "--patients", "10");
        assertThat(ended.code()).as("%s", ended).isEqualTo(2);
        assertThat(ended.err()).as("%s", ended).hasSize(1);
        assertThat(ended.err().getFirst()).startsWith("vigil: compare runs from a checkout only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "standalone --http nonsense --data DATA",
                "standalone --http 127.0.0.1:99999 --data DATA",
                "standalone --no-such-flag",
                "standalone",
                "token --role emperor --data DATA",
                "token --role device --device m-1 --ttl soon --data DATA",
                "no-such-command"
            })
    void aBadFlagIsOneLineAndExitCode2(String line) throws Exception {
        Ended ended =
                run(line.replace("DATA", folder.resolve("data").toString()).split(" "));
        assertThat(ended.code()).as("%s", ended).isEqualTo(2);
        assertThat(ended.err()).as("%s", ended).hasSize(1);
        assertThat(ended.err().getFirst()).startsWith("vigil: ");
    }

    @Test
    void aTakenPortIsOneLineAndExitCode2() throws Exception {
        try (ServerSocket taken = taken(0)) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            String free = "127.0.0.1:" + ServerProcess.freePort();
            assertRefused("--http", address, "--management", free).contains(address + " (--http)");
            assertRefused("--http", free, "--management", address)
                    .contains(address + " (--management)");
        }
    }

    @Test
    void aTakenHttpPortIsNamedWhenItsNeighbourIsTakenToo() throws Exception {
        int port = ServerProcess.freePort();
        try (ServerSocket http = taken(port);
                ServerSocket _ = taken(port + 1)) {
            String address = "127.0.0.1:" + http.getLocalPort();
            assertRefused("--http", address).contains(address + " (--http)");
        }
    }

    private static ServerSocket taken(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private AbstractStringAssert<?> assertRefused(String... addresses) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("standalone", "--data"));
        arguments.add(folder.resolve("data").toString());
        arguments.addAll(List.of(addresses));
        Ended ended = run(arguments.toArray(String[]::new));
        assertThat(ended.code()).as("%s", ended).isEqualTo(2);
        assertThat(ended.err()).as("%s", ended).hasSize(1);
        return assertThat(ended.err().getFirst()).contains("taken by another program");
    }

    @Test
    void theTokenStandsAloneOnTheLastLine() throws Exception {
        Path data = folder.resolve("data");
        Ended ended = run("token", "--role", "viewer", "--ttl", "30m", "--data", data.toString());
        assertThat(ended.code()).as("%s", ended).isZero();
        TokenVerifier verifier =
                new TokenVerifier(TokenKey.openOrCreate(data), InstantSource.system());
        assertThat(verifier.verify(ended.out().getLast()))
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        verified -> assertThat(verified.principal().role()).isEqualTo(Role.VIEWER));
    }

    @Test
    void sigtermEndsItCleanlyAndNothingAckedIsLost() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder)) {
            Rest rest = new Rest(server.http(), server.token(Role.LEAD));
            rest.admit("p-1", "icu-1", "1");
            rest.assign("p-1", "m-1");
            long at = System.currentTimeMillis() - 60_000;
            stream(server, at);
            assertThat(server.stop()).as(server.tail()).isIn(0, 143);
            server.restart();
            assertThat(rest.times("p-1", "hr")).hasSize(40);
        }
    }

    @Test
    void aLoadOnAServerOfItsOwnComesOutCleanAndWithItsFigures() throws Exception {
        Path figures = folder.resolve("load.json");
        String line = "load --standalone --patients 30 --gateways 2 --warm-up 1 --seconds 20"
                + " --alarm-every 30 --format json --json ";
        Ended ended = run((line + figures).split(" "));

        assertThat(ended.code()).as("%s", ended).isZero();
        JsonNode json = Rest.JSON.readTree(figures.toFile());
        assertThat(json.path("acked").asLong()).isEqualTo(30 * 21 * 10);
        assertThat(json.path("lost").asLong()).isZero();
        assertThat(json.path("doubled").asLong()).isZero();
        assertThat(json.path("expectedAlarms").asLong()).isPositive();
        assertThat(json.path("missedAlarms").asLong()).isZero();
        assertThat(json.path("detectionMs").path("count").asLong()).isPositive();
        assertThat(json.path("announceMs").path("p99").asDouble()).isPositive();
        assertThat(json.path("durableMs").path("count").asLong()).isEqualTo(30 * 20);
        assertThat(json.path("serverCpuSeconds").asDouble()).isPositive();
        assertThat(json.path("serverHeapBeforeMb").asDouble()).isPositive();
        assertThat(json.path("serverHeapAfterGcMb").asDouble()).isPositive();
        assertThat(json.path("historyIndexMb").asDouble()).isPositive();
    }

    @Test
    void aLoadWithoutAWayInIsOneLineAndExitCode2() throws Exception {
        Ended ended = run("load", "--url", "http://127.0.0.1:1");

        assertThat(ended.code()).as("%s", ended).isEqualTo(2);
        assertThat(ended.err()).hasSize(1);
        assertThat(ended.err().getFirst()).contains("--device-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay --builtin", "load"})
    void aDataFolderWithoutAServersKeyIsOneLineAndExitCode2AndStaysAsItIs(String command)
            throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path missing = folder.resolve("missing");
        for (Path data : List.of(empty, missing)) {
            Ended ended = run((command + " --data " + data).split(" "));

            assertThat(ended.code()).as("%s", ended).isEqualTo(2);
            assertThat(ended.err()).as("%s", ended).hasSize(1);
            assertThat(ended.err().getFirst())
                    .startsWith("vigil: there is no key of a server in " + data);
        }
        assertThat(empty).isEmptyDirectory();
        assertThat(missing).doesNotExist();
    }

    private static void stream(ServerProcess server, long at) throws InterruptedException {
        try (Socket device = Socket.device(server, "m-1")) {
            device.hello("m-1", 1);
            for (int seq = 1; seq <= 40; seq++) {
                device.send(Messages.heartRate("m-1", seq, at + seq * 1000L, 70 + seq % 5));
            }
            device.expect("ack", ack -> ack.path("seq").asLong() == 40);
        }
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        List<String> command = ChildJvm.vigil(List.of());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new Ended(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
