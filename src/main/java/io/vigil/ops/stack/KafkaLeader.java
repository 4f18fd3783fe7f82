package io.vigil.ops.stack;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which broker leads a Kafka cluster's controllers. */
public final class KafkaLeader {

    private static final int TIMEOUT_SECONDS = 10;

    private KafkaLeader() {}

    /**
     * Its number, which is the one in its name.
     *
     * @param brokers {@code host:port,…}
     */
    public static int of(String brokers) throws StackException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            return admin.describeMetadataQuorum()
                    .quorumInfo()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .leaderId();
        } catch (ExecutionException | TimeoutException e) {
            throw new StackException("the brokers at " + brokers + " don't name a leader", e);
        }
    }
}
