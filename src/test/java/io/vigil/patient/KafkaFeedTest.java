package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;

import io.vigil.api.json.FeedJson;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.stack.ServerForTests;
import io.vigil.replication.feed.KafkaFeed;
import io.vigil.replication.feed.KafkaTopics;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/** A patient's actor and a real broker, which dies now and then. */
class KafkaFeedTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerForTests broker = ServerForTests.kafka();
    private ActorSystem<Void> system;
    private KafkaFeed feed;
    private Bedside bedside;
    private TopicReader reader;

    @BeforeEach
    void start() throws Exception {
        system = ActorSystem.create(
                Behaviors.empty(),
                "feed",
                ConfigFactory.load(ConfigFactory.parseResources("feeds.conf")
                        .withFallback(ConfigFactory.load())));
        reader = TopicReader.fromNowOn(broker.address(), new KafkaTopics(12, 0));
        Metrics metrics = new Metrics();
        feed = KafkaFeed.start(
                system,
                broker.address(),
                Map.of(),
                new KafkaTopics(12, 0),
                FeedJson::record,
                metrics);
        bedside = new Bedside(feed, metrics);
        await("connected", () -> feed.health().detail().equals("publishing"));
        bedside.settled();
    }

    @AfterEach
    void stop() {
        bedside.close();
        feed.close();
        reader.close();
        system.terminate();
    }

    @Test
    void everyDurableEventArrivesInOrderAndSaysWhatItIs() throws Exception {
        frames(5, 97);
        frames(1, 70);
        frames(5, 97);
        reader.awaitAll(bedside);

        assertThat(reader.repeated()).isZero();
        JsonNode frame = JSON.readTree(reader.values(KafkaTopics.VITALS).getFirst());
        assertThat(frame.get("patient").asText()).isEqualTo("p-1");
        assertThat(frame.get("device").asText()).isEqualTo("monitor-1");
        assertThat(frame.get("seq").asLong()).isEqualTo(1);
        assertThat(frame.get("values").get("spo2").asInt()).isEqualTo(97);
        JsonNode alarm = JSON.readTree(reader.values(KafkaTopics.ALARMS).getFirst());
        assertThat(alarm.get("id").asText()).startsWith("p-1.spo2");
        assertThat(alarm.get("recorded").asBoolean()).isTrue();
        assertThat(alarm.get("ward").asText()).isEqualTo("icu-1");
        assertThat(alarm.get("batch").asLong()).isPositive();
    }

    @Test
    void whileTheBrokerIsDeadAcksGoOnAndAllArrivesOnceItIsBack() throws Exception {
        frames(3, 97);
        broker.kill();
        frames(150, 70);
        await("degraded", () -> feed.health().status() == ComponentHealth.Status.DEGRADED);
        assertThat(feed.health().up()).isTrue();
        assertThat(bedside.metrics.unpublished()).isGreaterThan(100);

        broker.start();
        reader.awaitAll(bedside);
        await("publishing", () -> feed.health().detail().equals("publishing"));
        frames(3, 97);
        reader.awaitAll(bedside);
    }

    @Test
    void whatWasDurableWhenTheActorDiedArrivesAfterItsRestart() throws Exception {
        frames(3, 97);
        reader.awaitAll(bedside);
        broker.kill();
        frames(3, 70);
        bedside.crash();

        broker.start();
        bedside.patient = bedside.start();
        reader.awaitAll(bedside);
    }

    private void frames(int count, double spo2) {
        for (int i = 0; i < count; i++) {
            bedside.expectDurable(bedside.frame(Vital.SPO2, spo2));
        }
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(holds);
    }
}
