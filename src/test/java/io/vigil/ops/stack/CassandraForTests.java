package io.vigil.ops.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One real Cassandra node for all tests of this JVM, started by the first that asks and ended with
 * the JVM. Each test takes a keyspace of its own. It can be killed and started again on what it left.
 */
public final class CassandraForTests {

    private static final Path LIBRARY = Path.of("target", "stack").toAbsolutePath();
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(120);
    private static final int HEAP_MB = 512;
    private static final int JAVA = 17;

    private static CassandraForTests shared;

    private final Path folder;
    private final CassandraNode node;
    private Process process;

    private CassandraForTests(Path folder, CassandraNode node) {
        this.folder = folder;
        this.node = node;
    }

    /** The one that all share, up and answering. */
    public static synchronized CassandraForTests get() {
        if (shared == null) {
            try {
                FreePorts ports = new FreePorts();
                shared = new CassandraForTests(
                        Files.createTempDirectory("vigil-cassandra"),
                        new CassandraNode(
                                0,
                                1,
                                ports.free(),
                                ports.free(),
                                ports.free(),
                                HEAP_MB,
                                Jdk.java(JAVA),
                                new ClassPaths(LIBRARY).of("cassandra"),
                                null));
                Runtime.getRuntime().addShutdownHook(new Thread(shared::end));
                shared.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (StackException e) {
                throw new IllegalStateException(e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    /** {@code host:port} of its clients. */
    public String address() {
        return node.address();
    }

    public String datacenter() {
        return CassandraNode.DATACENTER;
    }

    /** Returns once it answers. */
    public void start() throws IOException, StackException {
        List<String> command = node.prepare(folder);
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        long until = System.nanoTime() + ANSWER_BOUND.toNanos();
        while (!node.answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new StackException("Cassandra does not answer: " + Files.readString(log()));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /** SIGKILL: nothing in the process gets to run any more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
