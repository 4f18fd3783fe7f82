package io.vigil.ops.drill;

import java.util.Arrays;
import java.util.function.Supplier;

/** Every drill by the name it is called with. */
public enum DrillName {
    KILL_NODE("kill-node", "kill -9 of a node", KillNode::any),
    KILL_OLDEST("kill-oldest", "kill -9 of the node where the coordinators run", KillNode::oldest),
    KILL_CASSANDRA_NODE(
            "kill-cassandra-node", "kill -9 of one of three Cassandra nodes", KillServers::oneNode),
    KILL_CASSANDRA("kill-cassandra", "kill -9 of all of Cassandra", KillServers::cassandra),
    KILL_KAFKA_LEADER(
            "kill-kafka-leader", "kill -9 of the Kafka broker that leads", KillServers::kafka),
    KILL_REDIS("kill-redis", "kill -9 of Redis", KillServers::redis),
    PAUSE("pause", "SIGSTOP of a node for 3, 10 and 30 s in turn", Pause::new),
    PARTITION("partition", "one node out of reach of the others", Partition::new),
    ROLLING_RESTART("rolling-restart", "each node ended by SIGTERM and started", Rolling::new),
    TIMEOUT_AFTER_COMMIT(
            "timeout-after-commit",
            "Cassandra does what it is asked and its answers get lost",
            TimeoutAfterCommit::new),
    DISK_FULL("disk-full", "no room left on the disk of Cassandra", DiskFull::new),
    RECONNECT_STORM("reconnect-storm", "every device loses its connection", ReconnectStorm::new),
    SLOW_SUBSCRIBER(
            "slow-subscriber", "screens that connect and read nothing", SlowSubscribers::new),
    DUPLICATE_REORDER(
            "duplicate-reorder", "devices send frames twice and too late", Disorderly::new),
    EDGE_CUT(
            "edge-cut",
            "two boxes cut off from the centre while both sides decide",
            () -> new EdgeFault(EdgeFault.Then.NOTHING)),
    EDGE_KILL(
            "edge-kill",
            "the same, and kill -9 of a box as it catches up",
            () -> new EdgeFault(EdgeFault.Then.KILL_EDGE)),
    EDGE_KILL_CENTRE(
            "edge-kill-centre",
            "the same, and kill -9 of the centre as it catches up",
            () -> new EdgeFault(EdgeFault.Then.KILL_CENTRE)),
    EDGE_KILL_BROKER(
            "edge-kill-broker",
            "the same, and kill -9 of the Kafka broker that leads",
            () -> new EdgeFault(EdgeFault.Then.KILL_BROKER)),
    EDGE_OFFSET_RESET(
            "edge-offset-reset",
            "the same, and letters that are never read, or all read again",
            () -> new EdgeFault(EdgeFault.Then.SKIP_LETTERS));

    private final String text;
    private final String description;
    private final Supplier<Fault> fault;

    DrillName(String text, String description, Supplier<Fault> fault) {
        this.text = text;
        this.description = description;
        this.fault = fault;
    }

    /** @throws IllegalArgumentException naming all there are */
    public static DrillName parse(String text) {
        for (DrillName name : values()) {
            if (name.text.equals(text)) {
                return name;
            }
        }
        throw new IllegalArgumentException("no drill is called " + text + ", but these are: "
                + String.join(
                        ", ", Arrays.stream(values()).map(name -> name.text).toList()));
    }

    public String description() {
        return description;
    }

    Fault fault() {
        return fault.get();
    }

    @Override
    public String toString() {
        return text;
    }
}
