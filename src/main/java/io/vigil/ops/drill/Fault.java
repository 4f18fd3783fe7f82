package io.vigil.ops.drill;

import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.KafkaDoor;
import io.vigil.ops.stack.Stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Something that goes wrong, and how it is put right again. */
interface Fault extends AutoCloseable {

    /**
     * Where it strikes.
     *
     * @param returned when servers that were away answered again, empty as long as none have
     */
    record Scene(
            DrillSite site,
            DrillLoad load,
            int run,
            RandomGenerator random,
            Consumer<String> progress,
            Deque<Long> returned) {

        /** Servers that were away answer again: from here on acks are to go on. */
        void serversReturn() {
            returned.add(System.nanoTime());
        }

        void tell(String line) {
            progress.accept(line);
        }

        <T> T anyOf(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }

    /** How long it lasts if nobody says otherwise. */
    Duration hold(int run);

    void begin(Scene scene) throws DrillException, InterruptedException;

    /** Puts it right; returns when the cluster is whole again. */
    void end(Scene scene) throws DrillException, InterruptedException;

    /** Cassandra nodes and Kafka brokers that it needs: 1 or 3. */
    default int stackNodes() {
        return 1;
    }

    /** Whether it has to have a hand in how its stack and cluster are started. */
    default boolean needsItsOwn() {
        return false;
    }

    /** Wards' boxes that it needs beside the centre, which is one node then. */
    default int edges() {
        return 0;
    }

    /** What stands between Kafka and each box. */
    default List<KafkaDoor> doors() throws DrillException {
        return List.of();
    }

    default void beforeStack(Path folder) throws DrillException, InterruptedException {}

    /** Where the nodes find Cassandra. */
    default List<String> cassandra(Stack stack) throws DrillException {
        return stack.cassandra();
    }

    /** Where the nodes find each other; empty: as the cluster chooses. */
    default List<Cluster.Peer> peers(int nodes) throws DrillException {
        return List.of();
    }

    /** When all is over; a stack and a cluster of the drill's own are down by then. */
    @Override
    default void close() {}
}
