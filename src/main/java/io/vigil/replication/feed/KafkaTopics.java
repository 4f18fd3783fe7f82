package io.vigil.replication.feed;

import io.vigil.replication.kafka.Topics;

import java.util.List;
import java.util.Map;

/**
 * The topics of the feeds, as docs/FEEDS.md says.
 *
 * @param partitions more later would put a patient's records into another one: enough from the start
 * @param replication copies of each; 0: as many as there are brokers, three at most
 */
public record KafkaTopics(int partitions, int replication) {

    public static final String ALARMS = "vigil.alarms";
    public static final String VITALS = "vigil.vitals";

    Topics all() {
        return new Topics(
                List.of(
                        new Topics.Topic(ALARMS, partitions, Map.of()),
                        new Topics.Topic(VITALS, partitions, Map.of())),
                replication);
    }
}
