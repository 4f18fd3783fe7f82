package io.vigil.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import redis.clients.jedis.Jedis;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real servers, started, used, stopped and started again on the data that they left. */
class StackTest {

    private static final Path LIBRARY = Path.of("target", "stack").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everyServerAnswersAndKeepsItsDataOverARestart() throws Exception {
        StackPlan plan = StackPlan.anywhere(folder, LIBRARY, 1);
        try (Stack stack = Stack.up(plan, System.out::println)) {
            assertThat(Stack.status(folder))
                    .extracting(Stack.Line::name)
                    .containsExactly("redis", "cassandra-1", "kafka-1");
            assertThat(Stack.status(folder)).allMatch(Stack.Line::isRunning);
            assertThatThrownBy(() -> Stack.up(plan, line -> {}))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("stop it first");
            try (Jedis redis = new Jedis("redis://" + stack.redis())) {
                assertThat(redis.set("bed", "4")).isEqualTo("OK");
            }
            writeToCassandra(stack);
            createTopic(stack);
        }
        assertThat(Stack.status(folder)).isEmpty();

        try (Stack again = Stack.up(plan, System.out::println);
                CqlSession session = session(again)) {
            assertThat(session.execute("SELECT bed FROM kept.beds").one().getInt(0))
                    .isEqualTo(4);
            assertThat(topics(again)).contains("kept");
        }
    }

    private static void writeToCassandra(Stack stack) {
        try (CqlSession session = session(stack)) {
            session.execute("CREATE KEYSPACE kept WITH replication ="
                    + " {'class': 'NetworkTopologyStrategy', 'dc1': 1}");
            session.execute("CREATE TABLE kept.beds (bed int PRIMARY KEY)");
            session.execute("INSERT INTO kept.beds (bed) VALUES (4)");
        }
    }

    private static CqlSession session(Stack stack) {
        String[] address = stack.cassandra().getFirst().split(":");
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(stack.datacenter())
                .build();
    }

    private static void createTopic(Stack stack) throws Exception {
        try (Admin admin = admin(stack)) {
            NewTopic topic = new NewTopic("kept", Optional.of(4), Optional.empty());
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private static Iterable<String> topics(Stack stack) throws Exception {
        try (Admin admin = admin(stack)) {
            return admin.listTopics().names().get();
        }
    }

    private static Admin admin(Stack stack) {
        return Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) stack.kafka()));
    }
}
