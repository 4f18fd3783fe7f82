package io.vigil.web;

import static org.awaitility.Awaitility.await;

import io.vigil.ops.stack.FreePorts;
import io.vigil.ops.stack.StackException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real server in its own process, on ports and a data folder that outlive a restart. */
final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PROBE).build();
    private final List<String> role;
    private final Path data;
    private final int port;
    private final int managementPort;
    private Process process;

    ServerProcess(Path data) throws IOException, StackException {
        this(data, List.of("standalone"));
    }

    /** @param role what comes first on the command line */
    ServerProcess(Path data, List<String> role) throws IOException, StackException {
        this.role = role;
        this.data = data;
        this.port = FreePorts.free();
        this.managementPort = FreePorts.free();
        this.process = launch();
        awaitAnswer();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Path data() {
        return data;
    }

    /** Ends it as an operator does, and waits until it is gone. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the server did not stop within " + STOP + "\n" + log());
        }
    }

    void start() throws IOException {
        process = launch();
        awaitAnswer();
    }

    /** Leaves the sockets open but silent, as a hung server or a dead network does. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.shutdownNow();
    }

    private Process launch() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java,
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.vigil.app.Main"));
        command.addAll(role);
        command.addAll(List.of("--http", "127.0.0.1:" + port));
        command.addAll(List.of("--management", "127.0.0.1:" + managementPort));
        command.addAll(List.of("--data", data.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    private void awaitAnswer() {
        await().atMost(START).pollInterval(POLL).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the server ended while starting\n" + log());
            }
            return answers();
        });
    }

    private boolean answers() throws InterruptedException {
        HttpRequest probe = HttpRequest.newBuilder(address()).timeout(PROBE).build();
        try {
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill " + name + " answered " + code);
        }
    }

    private Path logFile() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
