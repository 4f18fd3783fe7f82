package io.vigil.replication.kafka;

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
 * Topics that must be there. Those that are missing are made, once; those that are there are
 * somebody's, and stay as they are.
 *
 * @param replication copies of each; 0: as many as there are brokers, three at most
 */
public record Topics(List<Topic> all, int replication) {

    private static final int REPLICATION_MAX = 3;
    private static final long TIMEOUT_MS = 10_000;

    /**
     * One of them.
     *
     * @param partitions more later would put a key's records into another one: enough from the start
     * @param settings beside those that its safety needs
     */
    public record Topic(String name, int partitions, Map<String, String> settings) {}

    public Topics {
        all = List.copyOf(all);
    }

    /** Returns once they are there. */
    void ensure(Map<String, Object> client)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, Object> impatient = new HashMap<>(client);
        impatient.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT_MS / 2);
        impatient.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT_MS);
        try (Admin admin = Admin.create(impatient)) {
            Set<String> there = admin.listTopics().names().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            List<Topic> missing =
                    all.stream().filter(topic -> !there.contains(topic.name())).toList();
            if (missing.isEmpty()) {
                return;
            }
            int copies = copies(admin);
            for (Topic topic : missing) {
                create(admin, topic, copies);
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

    private static void create(Admin admin, Topic topic, int copies)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, String> settings = new HashMap<>(topic.settings());
        // One of three copies may be away and what is confirmed is on two.
        settings.put("min.insync.replicas", copies < REPLICATION_MAX ? "1" : "2");
        try {
            admin.createTopics(
                            List.of(new NewTopic(topic.name(), topic.partitions(), (short) copies)
                                    .configs(settings)))
                    .all()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // Another node was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
