package io.vigil.replication.link;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.kafka.CommitterSettings;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.Subscriptions;
import org.apache.pekko.kafka.javadsl.Committer;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Letters to this site. A letter's offset is committed when what it brings is durable here: after a
 * crash it is read again. Letters of a patient are handed over in their order, and many patients' at
 * a time.
 */
final class KafkaInbox implements AutoCloseable {

    /** Letters that are being recorded at once; the rest stays in Kafka. */
    private static final int AT_ONCE = 256;

    private static final RestartSettings RESTARTS =
            RestartSettings.create(Duration.ofMillis(500), Duration.ofSeconds(5), 0.2);

    private final SiteLinks links;
    private final List<UniqueKillSwitch> running = new ArrayList<>();

    KafkaInbox(ActorSystem<?> system, LinkEnd end, Map<String, Object> client, SiteLinks links) {
        this.links = links;
        String topic = end.isCentre() ? LinkTopics.UP : LinkTopics.down(end.self());
        // A group that is new here begins with the oldest letters: what is known is dropped.
        ConsumerSettings<String, byte[]> letters =
                settings(system, client, "earliest").withGroupId("vigil." + end.self());
        running.add(letters(system, letters, topic));
        if (end.isCentre()) {
            running.add(beats(system, settings(system, client, "latest")));
        }
    }

    private UniqueKillSwitch letters(
            ActorSystem<?> system, ConsumerSettings<String, byte[]> settings, String topic) {
        return RestartSource.onFailuresWithBackoff(
                        RESTARTS,
                        () -> Consumer.committableSource(settings, Subscriptions.topics(topic))
                                .mapAsync(
                                        AT_ONCE,
                                        letter -> read(letter.record())
                                                .thenApply(done -> letter.committableOffset()))
                                .via(Committer.flow(
                                        CommitterSettings.create(Adapter.toClassic(system))
                                                .withMaxInterval(Duration.ofSeconds(1)))))
                .viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.ignore())
                .run(system);
    }

    /** Every node hears all of them, from now on. */
    private UniqueKillSwitch beats(
            ActorSystem<?> system, ConsumerSettings<String, byte[]> settings) {
        return RestartSource.onFailuresWithBackoff(
                        RESTARTS,
                        () -> Consumer.plainSource(
                                        settings,
                                        Subscriptions.assignment(
                                                new TopicPartition(LinkTopics.BEATS, 0)))
                                .mapAsync(1, this::read))
                .viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.ignore())
                .run(system);
    }

    private CompletionStage<Done> read(ConsumerRecord<String, byte[]> letter) {
        return links.read(
                letter.value(), letter.topic() + " " + letter.partition() + " " + letter.offset());
    }

    private static ConsumerSettings<String, byte[]> settings(
            ActorSystem<?> system, Map<String, Object> client, String reset) {
        Map<String, String> properties = new HashMap<>();
        client.forEach((name, value) -> properties.put(name, String.valueOf(value)));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
        return ConsumerSettings.create(
                        Adapter.toClassic(system),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())
                .withProperties(properties)
                .withStopTimeout(Duration.ZERO);
    }

    @Override
    public void close() {
        running.forEach(UniqueKillSwitch::shutdown);
    }
}
