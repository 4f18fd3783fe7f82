package io.vigil.ops.stack;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where Kafka's readers go on reading. */
public final class ConsumerGroups {

    private static final long TIMEOUT_SECONDS = 10;

    /** Kafka takes a while to see that a reader has died. */
    private static final Duration EMPTY_BOUND = Duration.ofSeconds(60);

    private ConsumerGroups() {}

    /**
     * Moves a group, whose readers are all down, in every partition that it has read.
     *
     * @param brokers {@code host:port,…}
     * @param isToEnd past what is there now; else to the first that is left
     */
    public static void move(String brokers, String group, boolean isToEnd)
            throws StackException, InterruptedException {
        long until = System.nanoTime() + EMPTY_BOUND.toNanos();
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            while (true) {
                try {
                    move(admin, group, isToEnd);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    if (System.nanoTime() > until) {
                        throw new StackException(
                                "the readers " + group + " can't be moved: " + e.getMessage(), e);
                    }
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        }
    }

    private static void move(Admin admin, String group, boolean isToEnd)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .keySet()
                .forEach(partition -> partitions.put(
                        partition, isToEnd ? OffsetSpec.latest() : OffsetSpec.earliest()));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        admin.listOffsets(partitions)
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, found) ->
                        offsets.put(partition, new OffsetAndMetadata(found.offset())));
        admin.alterConsumerGroupOffsets(group, offsets)
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
