package io.vigil.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Cassandra, Kafka and Redis as processes on this machine, without Docker: for development, drills
 * and tests. They outlive whoever started them, and are stopped by what their folder says of them.
 */
public final class Stack implements AutoCloseable {

    private static final Duration ANSWER_BOUND = Duration.ofSeconds(120);
    private static final Duration STOP_BOUND = Duration.ofSeconds(15);
    private static final Duration KILL_BOUND = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int HEAP_ALONE_MB = 1024;
    private static final int HEAP_OF_THREE_MB = 384;
    private static final int CASSANDRA_JAVA = 17;
    private static final int TAIL_LINES = 12;

    private final Path folder;
    private final List<StackServer> servers;

    private Stack(Path folder, List<StackServer> servers) {
        this.folder = folder;
        this.servers = servers;
    }

    /**
     * Starts all of them and waits until each answers.
     *
     * @param progress told in a line what is going on
     */
    public static Stack up(StackPlan plan, Consumer<String> progress)
            throws StackException, InterruptedException {
        if (!status(plan.folder()).isEmpty()) {
            throw new StackException("a stack was started in " + plan.folder() + ": stop it first");
        }
        Stack stack = of(plan, progress);
        List<StackRecord.Started> started = new ArrayList<>();
        try {
            Files.createDirectories(plan.folder());
            for (StackServer server : stack.servers) {
                progress.accept("starting " + server.name() + " on " + server.address());
                Process process = stack.start(server);
                started.add(new StackRecord.Started(
                        server.name(),
                        server.address(),
                        process.pid(),
                        StackRecord.Started.started(process.toHandle())));
                new StackRecord(List.copyOf(started)).write(plan.folder());
                if (isSeed(server)) {
                    stack.awaitAnswer(server, started.getLast());
                }
            }
            for (int i = 0; i < started.size(); i++) {
                stack.awaitAnswer(stack.servers.get(i), started.get(i));
            }
            return stack;
        } catch (IOException e) {
            stop(plan.folder());
            throw new StackException("can't use " + plan.folder() + ": " + e.getMessage(), e);
        } catch (StackException | InterruptedException e) {
            stop(plan.folder());
            throw e;
        }
    }

    /** One line of {@link #status}. */
    public record Line(String name, String address, long pid, boolean isRunning) {}

    /** What was started in this folder; empty if nothing was. */
    public static List<Line> status(Path folder) throws StackException {
        StackRecord record = StackRecord.read(folder);
        return record == null
                ? List.of()
                : record.servers().stream()
                        .map(server -> new Line(
                                server.name(),
                                server.address(),
                                server.pid(),
                                server.running() != null))
                        .toList();
    }

    /** Stops what was started in this folder, each by its own process; the data stays. */
    public static void stop(Path folder) throws StackException, InterruptedException {
        StackRecord record = StackRecord.read(folder);
        if (record == null) {
            return;
        }
        List<ProcessHandle> stopping = new ArrayList<>();
        for (StackRecord.Started server : record.servers().reversed()) {
            ProcessHandle process = server.running();
            if (process != null) {
                process.destroy();
                stopping.add(process);
            }
        }
        long until = System.nanoTime() + STOP_BOUND.toNanos();
        for (ProcessHandle process : stopping) {
            // A broker whose controllers are gone never ends by itself.
            if (!ends(process, Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
                process.destroyForcibly();
                if (!ends(process, KILL_BOUND)) {
                    throw new StackException("process " + process.pid() + " does not end");
                }
            }
        }
        try {
            StackRecord.remove(folder);
        } catch (IOException e) {
            throw new StackException("can't use " + folder + ": " + e.getMessage(), e);
        }
    }

    /** {@code host:port} of each Cassandra node. */
    public List<String> cassandra() {
        return addresses(CassandraNode.class);
    }

    public String datacenter() {
        return CassandraNode.DATACENTER;
    }

    /** {@code host:port,…} of the Kafka brokers. */
    public String kafka() {
        return String.join(",", addresses(KafkaBroker.class));
    }

    /** {@code host:port}. */
    public String redis() {
        return addresses(RedisServer.class).getFirst();
    }

    @Override
    public void close() {
        try {
            stop(folder);
        } catch (StackException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Stack of(StackPlan plan, Consumer<String> progress)
            throws StackException, InterruptedException {
        ClassPaths classPaths = new ClassPaths(plan.library());
        progress.accept("looking for Cassandra and Kafka (the first time, Maven fetches them)");
        List<Path> cassandra = classPaths.of("cassandra");
        List<Path> kafka = classPaths.of("kafka");
        Path java = Jdk.java(CASSANDRA_JAVA);
        FreePorts ports = new FreePorts();
        int clients = ports.given(plan.cassandraPort());
        int storage = ports.free();
        int heap = plan.nodes() == 1 ? HEAP_ALONE_MB : HEAP_OF_THREE_MB;
        List<StackServer> servers = new ArrayList<>();
        servers.add(new RedisServer(ports.given(plan.redisPort())));
        for (int place = 0; place < plan.nodes(); place++) {
            servers.add(new CassandraNode(
                    place, plan.nodes(), clients, storage, ports.free(), heap, java, cassandra));
        }
        List<KafkaBroker.Ports> brokers = new ArrayList<>();
        for (int place = 0; place < plan.nodes(); place++) {
            int given = plan.kafkaPort() == 0 ? 0 : plan.kafkaPort() + place;
            brokers.add(new KafkaBroker.Ports(ports.given(given), ports.free()));
        }
        for (int place = 0; place < plan.nodes(); place++) {
            servers.add(new KafkaBroker(place, List.copyOf(brokers), java, kafka));
        }
        return new Stack(plan.folder(), List.copyOf(servers));
    }

    /** The others of a Cassandra cluster find it through the first, which must be up by then. */
    private static boolean isSeed(StackServer server) {
        return server instanceof CassandraNode node && node.place() == 0 && node.nodes() > 1;
    }

    private Process start(StackServer server)
            throws IOException, StackException, InterruptedException {
        Path here = Files.createDirectories(folder.resolve(server.name()));
        return new ProcessBuilder(server.prepare(here))
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(server).toFile()))
                .start();
    }

    private void awaitAnswer(StackServer server, StackRecord.Started started)
            throws StackException, InterruptedException, IOException {
        long until = System.nanoTime() + ANSWER_BOUND.toNanos();
        while (!server.answers()) {
            boolean isOver = started.running() == null;
            if (isOver || System.nanoTime() > until) {
                throw new StackException(server.name()
                        + (isOver ? " has ended" : " does not answer")
                        + "; "
                        + log(server)
                        + " ends with:\n"
                        + tail(log(server)));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private Path log(StackServer server) {
        return folder.resolve(server.name()).resolve("server.log");
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private List<String> addresses(Class<? extends StackServer> kind) {
        return servers.stream()
                .filter(kind::isInstance)
                .map(StackServer::address)
                .toList();
    }

    private static boolean ends(ProcessHandle process, Duration bound)
            throws InterruptedException, StackException {
        try {
            process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new StackException("can't wait for process " + process.pid(), e);
        }
    }
}
