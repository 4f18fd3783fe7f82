package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import io.vigil.OwnServers;
import io.vigil.api.json.FeedJson;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.stack.BrokersForTests;
import io.vigil.replication.feed.KafkaFeed;
import io.vigil.replication.feed.KafkaTopics;
import io.vigil.telemetry.Metrics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A patient's actor and three real brokers, of which the one that has its records dies. */
@OwnServers
class KafkaLeaderDiesTest {

    /** One: each patient's records are in it. */
    private static final KafkaTopics TOPICS = new KafkaTopics(1, 0);

    @TempDir
    private Path folder;

    @Test
    void whenTheLeaderDiesInTheMiddleNothingIsSkippedOrLostAndWhatComesAgainIsTheSame()
            throws Exception {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "feed",
                ConfigFactory.load(ConfigFactory.parseResources("feeds.conf")
                        .withFallback(ConfigFactory.load())));
        Metrics metrics = new Metrics();
        try (BrokersForTests brokers = BrokersForTests.start(folder);
                KafkaFeed feed = KafkaFeed.start(
                        system, brokers.addresses(), Map.of(), TOPICS, FeedJson::record, metrics);
                Bedside bedside = new Bedside(feed, metrics)) {
            await("connected", () -> feed.health().detail().equals("publishing"));
            try (TopicReader reader = TopicReader.fromNowOn(brokers.addresses(), TOPICS)) {
                bedside.settled();
                frames(bedside, 20);
                reader.awaitAll(bedside);
                int leader = leaderOfThree(brokers);

                // Some of these are with the leader, some on their way to it, some not yet sent.
                Thread death = Thread.ofVirtual().start(() -> brokers.kill(leader));
                while (death.isAlive()) {
                    frames(bedside, 5);
                }
                frames(bedside, 50);
                reader.awaitAll(bedside);
                assertThat(leader(brokers).leader().id()).isNotEqualTo(leader);

                // The last batch's cursor is not durable: it comes again, and before what is new.
                bedside.crash();
                bedside.patient = bedside.start();
                bedside.hello();
                bedside.session.expectMessageClass(DeviceNotice.Welcome.class);
                frames(bedside, 5);
                reader.awaitAll(bedside);
                assertThat(reader.repeated()).isPositive();
                await("all confirmed", () -> metrics.unpublished() == 0);
            }
        } finally {
            system.terminate();
        }
    }

    /** Also makes sure that what it confirms is on two brokers. */
    private static int leaderOfThree(BrokersForTests brokers) throws Exception {
        TopicPartitionInfo partition = leader(brokers);
        assertThat(partition.replicas()).hasSize(3);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.addresses()))) {
            ConfigResource topic =
                    new ConfigResource(ConfigResource.Type.TOPIC, KafkaTopics.VITALS);
            assertThat(admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("min.insync.replicas")
                            .value())
                    .isEqualTo("2");
        }
        return partition.leader().id();
    }

    private static TopicPartitionInfo leader(BrokersForTests brokers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.addresses()))) {
            return admin.describeTopics(List.of(KafkaTopics.VITALS))
                    .allTopicNames()
                    .get()
                    .get(KafkaTopics.VITALS)
                    .partitions()
                    .getFirst();
        }
    }

    private static void frames(Bedside bedside, int count) {
        for (int i = 0; i < count; i++) {
            bedside.expectDurable(bedside.frame(Vital.SPO2, 97));
        }
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(holds);
    }
}
