package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.ChildJvm;
import io.vigil.ops.stack.FreePorts;
import io.vigil.ops.stack.StackException;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The real server as a process of its own, on free ports, with its data in a folder of the test.
 * It can be killed and started again: same ports, same data, one log of all its lives.
 */
public final class ServerProcess implements AutoCloseable {

    static final Duration START_BOUND = Duration.ofSeconds(90);
    static final Duration STOP_BOUND = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

    private final Path folder;
    private final List<String> flags;
    private final List<String> role;
    private final int httpPort = freePort();
    private final int managementPort = freePort();
    private final HttpClient probe =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;

    private ServerProcess(Path folder, List<String> flags, List<String> role) {
        this.folder = folder;
        this.flags = List.copyOf(flags);
        this.role = List.copyOf(role);
    }

    /** Starts and waits until it is ready. */
    public static ServerProcess start(Path folder) throws IOException, InterruptedException {
        return start(folder, List.of());
    }

    public static ServerProcess start(Path folder, List<String> flags)
            throws IOException, InterruptedException {
        return start(folder, flags, List.of("standalone"));
    }

    /** A box of its own, by its configuration. */
    public static ServerProcess edge(Path folder, Path config)
            throws IOException, InterruptedException {
        return start(folder, List.of(), List.of("edge", "--config", config.toString()));
    }

    private static ServerProcess start(Path folder, List<String> flags, List<String> role)
            throws IOException, InterruptedException {
        ServerProcess server = new ServerProcess(folder, flags, role);
        server.restart();
        return server;
    }

    public URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    public URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    public Path data() {
        return folder.resolve("data");
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** All that it has written, over all its lives. */
    String log() throws IOException {
        return Files.readString(logFile());
    }

    public String token(Principal principal) {
        return new TokenIssuer(TokenKey.openOrCreate(data()), InstantSource.system())
                .issue(principal, Duration.ofHours(1));
    }

    public String token(Role role) {
        return token(Principal.person("test-" + role.code(), role, Set.of()));
    }

    /** Starts it again where it was, and waits until it is ready. */
    public void restart() throws IOException, InterruptedException {
        Files.createDirectories(data());
        launch();
        awaitReady();
    }

    /** Starts it again without waiting for anything. */
    void launch() throws IOException {
        List<String> command = ChildJvm.vigil(flags);
        command.addAll(role);
        command.addAll(List.of("--http", "127.0.0.1:" + httpPort));
        command.addAll(List.of("--management", "127.0.0.1:" + managementPort));
        command.addAll(List.of("--data", data().toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    /** As the power going out: nothing is told to the process, nothing is closed. */
    void kill9() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(STOP_BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /**
     * SIGTERM.
     *
     * @return the exit code
     */
    public int stop() throws InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(STOP_BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).as("the server ends within %s of SIGTERM", STOP_BOUND).isTrue();
        return process.exitValue();
    }

    void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + START_BOUND.toNanos();
        while (readiness() != 200) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new AssertionError("the server is not ready; its log:\n" + tail());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** The status of the readiness probe, 0 if nobody answers. */
    int readiness() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(management().resolve("/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return probe.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The largest file that the process may write from now on; negative for any size. */
    void limitFileSize(long bytes) throws IOException, InterruptedException {
        String limit = bytes < 0 ? "unlimited" : Long.toString(bytes);
        run("prlimit", "--pid=" + process.pid(), "--fsize=" + limit + ":unlimited");
    }

    /** Leaves the sockets open but silent, as a hung server or a dead network does. */
    public void freeze() throws IOException, InterruptedException {
        run("kill", "-STOP", Long.toString(process.pid()));
    }

    public void thaw() throws IOException, InterruptedException {
        run("kill", "-CONT", Long.toString(process.pid()));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(command[0]).isZero();
    }

    /** The end of the log, to be shown when a test fails. */
    String tail() throws IOException {
        List<String> lines = Files.readAllLines(logFile());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        probe.close();
    }

    private Path logFile() {
        return folder.resolve("server.log");
    }

    static int freePort() {
        try {
            return FreePorts.free();
        } catch (StackException e) {
            throw new IllegalStateException(e);
        }
    }
}
