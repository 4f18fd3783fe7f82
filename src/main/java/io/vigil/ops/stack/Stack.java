package io.vigil.ops.stack;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cassandra, Kafka and Redis as processes on this machine, without Docker: for development, drills
 * and tests.
 */
public final class Stack extends RunningServers {

    private static final String FILE = "stack.json";
    private static final int HEAP_ALONE_MB = 1024;
    private static final int HEAP_OF_THREE_MB = 384;
    private static final int CASSANDRA_JAVA = 17;

    private final List<StackServer> servers;

    private final Path folder;

    private Stack(Path folder, ServerGroup group) {
        super(group);
        this.folder = folder;
        this.servers = group.servers();
    }

    /** The one that was started in this folder, or null. Whoever asks does not have to close it. */
    public static @Nullable Stack running(Path folder) throws StackException {
        ServerGroup group = ServerGroup.running(folder, FILE);
        return group == null ? null : new Stack(folder, group);
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
        StackTls tls = plan.tls() ? StackTls.in(plan.folder()) : null;
        Stack stack = of(plan, tls, progress);
        stack.group().up(Stack::isSeed, progress);
        try {
            CentralConfig.write(plan.folder(), stack, tls);
        } catch (IOException e) {
            stack.close();
            throw new StackException("can't use " + plan.folder() + ": " + e.getMessage(), e);
        }
        return stack;
    }

    /** One line of {@link #status}. */
    public record Line(String name, String address, long pid, boolean isRunning) {}

    /** What was started in this folder; empty if nothing was. */
    public static List<Line> status(Path folder) throws StackException {
        return ServerGroup.status(folder, FILE);
    }

    /** Stops what was started in this folder, each by its own process; the data stays. */
    public static void stop(Path folder) throws StackException, InterruptedException {
        ServerGroup.stop(folder, FILE);
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

    /** What {@code ./vigil central --config} takes. */
    public Path config() {
        return folder.resolve(CentralConfig.FILE);
    }

    private static Stack of(StackPlan plan, @Nullable StackTls tls, Consumer<String> progress)
            throws StackException, InterruptedException {
        ClassPaths classPaths = new ClassPaths(plan.library());
        progress.accept("looking for Cassandra and Kafka (the first time, Maven fetches them)");
        List<Path> cassandra = classPaths.of("cassandra");
        List<Path> kafka = classPaths.of("kafka");
        Path java = Jdk.java(CASSANDRA_JAVA);
        int clients = FreePorts.given(plan.cassandraPort());
        int storage = FreePorts.free();
        int heap = plan.nodes() == 1 ? HEAP_ALONE_MB : HEAP_OF_THREE_MB;
        List<StackServer> servers = new ArrayList<>();
        servers.add(new RedisServer(FreePorts.given(plan.redisPort()), tls));
        for (int place = 0; place < plan.nodes(); place++) {
            servers.add(new CassandraNode(
                    place,
                    plan.nodes(),
                    clients,
                    storage,
                    FreePorts.free(),
                    heap,
                    java,
                    cassandra,
                    tls));
        }
        List<KafkaBroker.Ports> brokers = new ArrayList<>();
        for (int place = 0; place < plan.nodes(); place++) {
            int given = plan.kafkaPort() == 0 ? 0 : plan.kafkaPort() + place;
            brokers.add(new KafkaBroker.Ports(FreePorts.given(given), FreePorts.free()));
        }
        for (int place = 0; place < plan.nodes(); place++) {
            servers.add(
                    new KafkaBroker(place, List.copyOf(brokers), java, kafka, plan.doors(), tls));
        }
        return new Stack(plan.folder(), new ServerGroup(plan.folder(), FILE, List.copyOf(servers)));
    }

    /** The others of a Cassandra cluster find it through the first, which must be up by then. */
    private static boolean isSeed(StackServer server) {
        return server instanceof CassandraNode node && node.place() == 0 && node.nodes() > 1;
    }

    private List<String> addresses(Class<? extends StackServer> kind) {
        return servers.stream()
                .filter(kind::isInstance)
                .map(StackServer::address)
                .toList();
    }
}
