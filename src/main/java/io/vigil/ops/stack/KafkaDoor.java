package io.vigil.ops.stack;

import java.util.List;

/**
 * A way to Kafka's brokers beside the usual one. A broker tells its clients where it is, so that who
 * comes through a door is told of the door again and of nothing else.
 *
 * @param name in capitals
 * @param ways of each broker, in their order
 */
public record KafkaDoor(String name, List<Way> ways) {

    /**
     * One broker's.
     *
     * @param port where the broker listens
     * @param told {@code host:port} that its clients are told
     */
    public record Way(int port, String told) {}

    public KafkaDoor {
        ways = List.copyOf(ways);
    }
}
