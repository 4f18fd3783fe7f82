package io.vigil.bench.peers;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Where one peer's samples come from, and where its alarms go. */
record Topics(String samples, String alarms) {

    /** Two for each of a peer's two threads. */
    static final int PARTITIONS = 4;

    static Topics of(String peer) {
        return new Topics(peer + "-samples", peer + "-alarms");
    }

    void make(String brokers) throws InterruptedException, ExecutionException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            admin.createTopics(List.of(topic(samples), topic(alarms))).all().get();
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty());
    }
}
