package io.vigil.ops.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three Kafka brokers as a stack has them, of which one may be killed. */
public final class BrokersForTests implements AutoCloseable {

    private static final Path LIBRARY = Path.of("target", "stack").toAbsolutePath();
    private static final int JAVA = 17;
    private static final int BROKERS = 3;

    private final List<KafkaBroker> brokers;
    private final ServerGroup group;

    private BrokersForTests(Path folder, List<KafkaBroker> brokers) {
        this.brokers = brokers;
        this.group = new ServerGroup(folder, "brokers.json", List.copyOf(brokers));
    }

    /** Returns once each of them sees the others. */
    public static BrokersForTests start(Path folder) throws StackException, InterruptedException {
        List<KafkaBroker.Ports> peers = new ArrayList<>();
        for (int place = 0; place < BROKERS; place++) {
            peers.add(new KafkaBroker.Ports(FreePorts.free(), FreePorts.free()));
        }
        List<Path> jars = new ClassPaths(LIBRARY).of("kafka");
        Path java = Jdk.java(JAVA);
        List<KafkaBroker> brokers = Stream.iterate(0, place -> place + 1)
                .limit(BROKERS)
                .map(place ->
                        new KafkaBroker(place, List.copyOf(peers), java, jars, List.of(), null))
                .toList();
        BrokersForTests started = new BrokersForTests(folder, brokers);
        started.group.up(broker -> false, line -> {});
        return started;
    }

    /** {@code host:port,…} of all, whether they live or not. */
    public String addresses() {
        return brokers.stream().map(KafkaBroker::address).collect(Collectors.joining(","));
    }

    /** SIGKILL. */
    public void kill(int id) {
        kill(brokers.get(id - 1).name());
    }

    /** With two of three gone, none would end by itself any more. */
    @Override
    public void close() {
        brokers.forEach(broker -> kill(broker.name()));
    }

    private void kill(String name) {
        ProcessHandle process = group.process(name);
        if (process != null) {
            CompletableFuture<ProcessHandle> end = process.onExit();
            process.destroyForcibly();
            end.join();
        }
    }
}
