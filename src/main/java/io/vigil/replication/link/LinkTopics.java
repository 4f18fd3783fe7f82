package io.vigil.replication.link;

import io.vigil.core.replica.SiteId;
import io.vigil.replication.kafka.Topics.Topic;

import java.util.Map;

/** The topics between the edges and the centre, as docs/REPLICATION.md says. */
public final class LinkTopics {

    /** From all edges to the centre. */
    public static final String UP = "vigil.edge.up";

    /** That the edges are there, for every node of the centre. */
    public static final String BEATS = "vigil.edge.beats";

    private static final String HOUR_MS = "3600000";

    private LinkTopics() {}

    /** From the centre to one edge. */
    public static String down(SiteId edge) {
        return "vigil.edge.down." + edge;
    }

    /** A patient's letters are in one partition. */
    static Topic ofLetters(String name, int partitions) {
        return new Topic(name, partitions, Map.of());
    }

    static Topic ofBeats() {
        return new Topic(BEATS, 1, Map.of("retention.ms", HOUR_MS, "segment.ms", HOUR_MS));
    }
}
