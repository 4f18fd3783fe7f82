package io.vigil.ops.stack;

import java.nio.file.Path;
import java.util.List;

/**
 * The stack that is wanted.
 *
 * @param folder everything of the stack is in it, and goes with it
 * @param library where the servers' class paths are kept, shared by all stacks
 * @param nodes of Cassandra, and brokers of Kafka: 1 or 3
 * @param cassandraPort of Cassandra's clients; 0: a free one
 * @param kafkaPort of the first broker's clients, the others' above it; 0: free ones
 * @param redisPort 0: a free one
 * @param tls every link encrypted, and both ends of it with certificates of the folder
 * @param doors other ways to Kafka, for clients that something stands before
 */
public record StackPlan(
        Path folder,
        Path library,
        int nodes,
        int cassandraPort,
        int kafkaPort,
        int redisPort,
        boolean tls,
        List<KafkaDoor> doors) {

    private static final int ALONE = 1;
    private static final int CLUSTER = 3;

    /** @throws IllegalArgumentException in words for whoever typed the options */
    public StackPlan {
        if (nodes != ALONE && nodes != CLUSTER) {
            throw new IllegalArgumentException("--nodes must be 1 or 3, not " + nodes);
        }
        doors = List.copyOf(doors);
    }

    /** All ports free, in a folder of its own. */
    public static StackPlan anywhere(Path folder, Path library, int nodes) {
        return new StackPlan(folder, library, nodes, 0, 0, 0, false, List.of());
    }

    /** The same with TLS. */
    public StackPlan secured() {
        return new StackPlan(
                folder, library, nodes, cassandraPort, kafkaPort, redisPort, true, doors);
    }

    /** The same with other ways to Kafka. */
    public StackPlan with(List<KafkaDoor> other) {
        return new StackPlan(
                folder, library, nodes, cassandraPort, kafkaPort, redisPort, tls, other);
    }
}
