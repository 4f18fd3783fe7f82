package io.vigil.replication.feed;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The topics of the feeds. Those that are missing are made, once and as docs/FEEDS.md says; those
 * that are there are somebody's, and stay as they are.
 *
 * @param partitions more later would put a patient's records into another one: enough from the start
 * @param replication copies of each; 0: as many as there are brokers, three at most
 */
public record KafkaTopics(int partitions, int replication) {

    public static final String ALARMS = "vigil.alarms";
    public static final String VITALS = "vigil.vitals";

    private static final int REPLICATION_MAX = 3;
    private static final long TIMEOUT_MS = 10_000;

    /** Returns once they are there. */
    void ensure(Map<String, Object> client)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, Object> impatient = new HashMap<>(client);
        impatient.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT_MS / 2);
        impatient.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT_MS);
        try (Admin admin = Admin.create(impatient)) {
            Set<String> there = admin.listTopics().names().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            if (there.containsAll(List.of(ALARMS, VITALS))) {
                return;
            }
            int copies = copies(admin);
            // One of three copies may be away and what is confirmed is on two.
            int inSync = copies < REPLICATION_MAX ? 1 : 2;
            for (String name : List.of(ALARMS, VITALS)) {
                create(
                        admin,
                        new NewTopic(name, partitions, (short) copies)
                                .configs(Map.of("min.insync.replicas", String.valueOf(inSync))));
            }
        }
    }

    private int copies(Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        return replication > 0
                ? replication
                : Math.min(
                        REPLICATION_MAX,
                        admin.describeCluster()
                                .nodes()
                                .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                                .size());
    }

    private static void create(Admin admin, NewTopic topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // Another node was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
