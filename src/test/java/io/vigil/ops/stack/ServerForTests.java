package io.vigil.ops.stack;

import io.vigil.TemporaryFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One real server of a stack for all tests of this JVM, started by the first that asks and ended with
 * the JVM. It can be killed and started again on what it left.
 */
public final class ServerForTests {

    private static final Path LIBRARY = Path.of("target", "stack").toAbsolutePath();
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(120);
    private static final int JAVA = 17;

    private static final int CASSANDRA_HEAP_MB = 512;

    private static ServerForTests cassandra;
    private static ServerForTests kafka;
    private static ServerForTests redis;

    private final Path folder;
    private final StackServer server;
    private Process process;

    private ServerForTests(StackServer server) throws IOException {
        this.folder = Files.createTempDirectory("vigil-" + server.name());
        this.server = server;
    }

    private interface Making {
        StackServer make() throws IOException, StackException, InterruptedException;
    }

    /** A node; each test takes a keyspace of its own. */
    public static synchronized ServerForTests cassandra() {
        if (cassandra == null) {
            cassandra = started(() -> new CassandraNode(
                    0,
                    1,
                    FreePorts.free(),
                    FreePorts.free(),
                    FreePorts.free(),
                    CASSANDRA_HEAP_MB,
                    Jdk.java(JAVA),
                    new ClassPaths(LIBRARY).of("cassandra"),
                    null));
        }
        return cassandra;
    }

    /** The one that {@link #cassandra} is in. */
    public static String datacenter() {
        return CassandraNode.DATACENTER;
    }

    /** A broker. */
    public static synchronized ServerForTests kafka() {
        if (kafka == null) {
            kafka = started(() -> new KafkaBroker(
                    0,
                    List.of(new KafkaBroker.Ports(FreePorts.free(), FreePorts.free())),
                    Jdk.java(JAVA),
                    new ClassPaths(LIBRARY).of("kafka"),
                    List.of(),
                    null));
        }
        return kafka;
    }

    public static synchronized ServerForTests redis() {
        if (redis == null) {
            redis = started(() -> new RedisServer(FreePorts.free(), null));
        }
        return redis;
    }

    /** {@code host:port} of its clients. */
    public String address() {
        return server.address();
    }

    public int port() {
        return Integer.parseInt(address().substring(address().lastIndexOf(':') + 1));
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Returns once it answers. */
    public void start() throws IOException, StackException, InterruptedException {
        process = new ProcessBuilder(server.prepare(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        long until = System.nanoTime() + ANSWER_BOUND.toNanos();
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new StackException(
                        server.name() + " does not answer: " + Files.readString(log()));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** SIGKILL: nothing in the process gets to run any more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static ServerForTests started(Making making) {
        try {
            ServerForTests started = new ServerForTests(making.make());
            Runtime.getRuntime().addShutdownHook(new Thread(started::end));
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StackException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor();
            TemporaryFolder.delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
