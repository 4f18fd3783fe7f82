package io.vigil.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.OwnServers;
import io.vigil.app.CentralForTests;
import io.vigil.core.Nullable;
import io.vigil.journal.cassandra.CassandraSchema;
import io.vigil.replication.feed.KafkaTopics;
import io.vigil.security.Role;
import io.vigil.security.tls.CassandraTls;
import io.vigil.security.tls.KafkaTls;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Real servers with TLS, started, used, stopped, and started again in plain text on the data that
 * they left.
 */
@OwnServers
class StackTest {

    /** A new table on a machine that is busy with other tests takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Kafka's client goes on trying for as long as it may: this is how long a refusal takes. */
    private static final Duration REFUSED = Duration.ofSeconds(5);

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path LIBRARY = Path.of("target", "stack").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everyServerAnswersAndKeepsItsDataOverARestart() throws Exception {
        StackPlan plan = StackPlan.anywhere(folder, LIBRARY, 1);
        try (Stack stack = Stack.up(plan.secured(), System.out::println)) {
            assertThat(Stack.status(folder))
                    .extracting(Stack.Line::name)
                    .containsExactly("redis", "cassandra-1", "kafka-1");
            assertThat(Stack.status(folder)).allMatch(Stack.Line::isRunning);
            assertThatThrownBy(() -> Stack.up(plan, line -> {}))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("stop it first");
            assertConfig(stack, "on");
            writeEverywhere(stack, settings(stack, "cassandra"));
            assertThat(schema(stack)).anyMatch(line -> line.contains("made tables"));
            assertAlarmGoesThroughTheFeeds(stack);
            assertRefuses(stack, null);
            assertRefuses(stack, TlsFiles.trusting(folder.resolve("certificates/ca.pem")));
            assertSecretsAreTheOwners();
        }
        assertThat(Stack.status(folder)).isEmpty();

        try (Stack again = Stack.up(plan, System.out::println);
                CqlSession session = session(again, null)) {
            assertConfig(again, "off");
            assertThat(session.execute("SELECT bed FROM kept.beds").one().getInt(0))
                    .isEqualTo(4);
            assertThat(topics(again, null, PATIENCE)).contains("kept");
            try (Jedis redis = redis(again, null)) {
                assertThat(redis.ping()).isEqualTo("PONG");
            }
        }
    }

    /** The file for the central role says where the servers are, and how to get in. */
    private static void assertConfig(Stack stack, String tls) {
        Config vigil = ConfigFactory.parseFile(stack.config().toFile()).getConfig("vigil");
        assertThat(vigil.getStringList("cassandra.contact-points")).isEqualTo(stack.cassandra());
        assertThat(vigil.getString("cassandra.datacenter")).isEqualTo("dc1");
        assertThat(vigil.getString("cassandra.keyspace")).isEqualTo("vigil");
        assertThat(vigil.getString("cassandra.replication")).isEqualTo("dc1:1");
        assertThat(vigil.getString("kafka.bootstrap-servers")).isEqualTo(stack.kafka());
        assertThat(vigil.getString("redis.host") + ":" + vigil.getInt("redis.port"))
                .isEqualTo(stack.redis());
        for (String link : List.of("tls", "cassandra.tls", "kafka.tls", "redis.tls")) {
            assertThat(vigil.getBoolean(link + ".enabled")).isEqualTo(tls.equals("on"));
        }
    }

    /** As the central role connects, from the file alone. */
    private static List<String> schema(Stack stack) throws Exception {
        List<String> lines = new ArrayList<>();
        Config said = ConfigFactory.parseFile(stack.config().toFile());
        CassandraSchema.apply(
                ConfigFactory.load(said.withFallback(ConfigFactory.parseResources("central.conf"))),
                lines::add);
        return lines;
    }

    private static TlsFiles settings(Stack stack, String link) throws Exception {
        Config config = ConfigFactory.parseFile(stack.config().toFile());
        return TlsFiles.from(config, "vigil." + link + ".tls");
    }

    private static void writeEverywhere(Stack stack, TlsFiles tls) throws Exception {
        try (Jedis redis = redis(stack, tls)) {
            assertThat(redis.set("bed", "4")).isEqualTo("OK");
        }
        try (CqlSession session = session(stack, tls)) {
            session.execute("CREATE KEYSPACE kept WITH replication ="
                    + " {'class': 'NetworkTopologyStrategy', 'dc1': 1}");
            session.execute("CREATE TABLE kept.beds (bed int PRIMARY KEY)");
            session.execute("INSERT INTO kept.beds (bed) VALUES (4)");
        }
        try (Admin admin = admin(stack, tls, PATIENCE)) {
            NewTopic topic = new NewTopic("kept", Optional.of(4), Optional.empty());
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    /** A central node that knows the stack from its file alone. */
    private void assertAlarmGoesThroughTheFeeds(Stack stack) throws Exception {
        try (CentralForTests central =
                        CentralForTests.start(stack.config(), folder.resolve("node"));
                Consumer<String, String> alarms = consumer(stack, settings(stack, "kafka"));
                Jedis redis = redis(stack, settings(stack, "redis"))) {
            call(
                    central,
                    "/v1/patients",
                    "{\"id\": \"p-1\", \"name\": \"Ann\", \"ward\": \"icu-1\", \"bed\": \"4\"}");
            call(
                    central,
                    "/v1/patients/p-1/observations",
                    "{\"at\": " + System.currentTimeMillis() + ", \"values\": {\"spo2\": 70}}");

            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                alarms.poll(Duration.ofMillis(100)).forEach(records::add);
                return !records.isEmpty();
            });
            assertThat(records.getFirst().key()).isEqualTo("p-1");
            String alarm = MAPPER.readTree(records.getFirst().value()).get("id").asText();
            assertThat(alarm).startsWith("p-1.spo2");
            await().atMost(PATIENCE).until(() -> redis.hexists("vigil:ward:icu-1:alarms", alarm));
        }
    }

    private void call(CentralForTests central, String path, String body) throws Exception {
        TlsFiles trusted = TlsFiles.trusting(folder.resolve("certificates/ca.pem"));
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(open(trusted).context()).build()) {
            HttpRequest request = HttpRequest.newBuilder(central.http().resolve(path))
                    .header("Authorization", "Bearer " + central.token(Role.LEAD))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            // What starts may ask for patience.
            await().atMost(PATIENCE)
                    .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 201);
        }
    }

    private static Consumer<String, String> consumer(Stack stack, TlsFiles tls) {
        Map<String, Object> config = new HashMap<>(KafkaTls.properties(tls));
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "test");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // The topic is made meanwhile.
        config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 500);
        Consumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of(KafkaTopics.ALARMS));
        return consumer;
    }

    /** @param tls null: a client that speaks in plain text */
    private static void assertRefuses(Stack stack, @Nullable TlsFiles tls) {
        assertThatThrownBy(() -> {
                    try (Jedis redis = redis(stack, tls)) {
                        redis.ping();
                    }
                })
                .isInstanceOf(JedisException.class);
        assertThatThrownBy(() -> session(stack, tls).close())
                .isInstanceOf(AllNodesFailedException.class);
        assertThatThrownBy(() -> topics(stack, tls, REFUSED))
                .isInstanceOf(ExecutionException.class);
    }

    private void assertSecretsAreTheOwners() throws IOException {
        for (String file : List.of("cassandra-1/cassandra.yaml", "kafka-1/server.properties")) {
            Path secret = folder.resolve(file);
            assertThat(secret)
                    .content()
                    .contains(Files.readString(folder.resolve("certificates/store-password"))
                            .strip());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
    }

    private static Jedis redis(Stack stack, @Nullable TlsFiles tls) throws Exception {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (tls != null) {
            config.ssl(true).sslSocketFactory(open(tls).sockets());
        }
        return new Jedis(HostAndPort.from(stack.redis()), config.build());
    }

    private static CqlSession session(Stack stack, @Nullable TlsFiles tls) throws Exception {
        String[] address = stack.cassandra().getFirst().split(":");
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(stack.datacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .build());
        if (tls != null) {
            builder.withSslEngineFactory(new CassandraTls(open(tls)));
        }
        return builder.build();
    }

    private static Iterable<String> topics(Stack stack, @Nullable TlsFiles tls, Duration timeout)
            throws Exception {
        try (Admin admin = admin(stack, tls, timeout)) {
            return admin.listTopics().names().get();
        }
    }

    private static Admin admin(Stack stack, @Nullable TlsFiles tls, Duration timeout) {
        int timeoutMs = (int) timeout.toMillis();
        Map<String, Object> config = new HashMap<>(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs));
        if (tls != null) {
            config.putAll(KafkaTls.properties(tls));
        }
        return Admin.create(config);
    }

    private static RenewedTls open(TlsFiles tls) throws Exception {
        return RenewedTls.open(tls, Duration.ofSeconds(10), InstantSource.system());
    }
}
