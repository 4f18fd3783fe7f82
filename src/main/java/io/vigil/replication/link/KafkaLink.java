package io.vigil.replication.link;

import io.vigil.core.Nullable;
import io.vigil.replication.kafka.KafkaSender;
import io.vigil.replication.kafka.Topics;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.telemetry.Metrics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Carries this site's letters over Kafka, both ways. */
public final class KafkaLink implements SiteLinks.Carrier, AutoCloseable {

    private static final Duration BEAT_EVERY = Duration.ofSeconds(1);

    /** Before an envelope is brought again that the store didn't take. */
    private static final long PAUSE_MS = 1_000;

    private final ActorSystem<?> system;
    private final LinkEnd end;
    private final Map<String, Object> client;
    private final SiteLinks links;
    private final KafkaSender sender;
    private @Nullable KafkaInbox inbox;
    private @Nullable Cancellable beating;

    /** What topics are made like, where they are missing. */
    public record Shape(int partitions, int replication) {}

    private KafkaLink(
            ActorSystem<?> system,
            LinkEnd end,
            Shape shape,
            Map<String, Object> client,
            LinkTarget target,
            Metrics metrics,
            InstantSource clock) {
        this.system = system;
        this.end = end;
        this.client = client;
        this.links = new SiteLinks(
                end,
                this,
                target,
                metrics,
                new SiteLinks.Clocks(
                        clock,
                        System::nanoTime,
                        CompletableFuture.delayedExecutor(PAUSE_MS, TimeUnit.MILLISECONDS)),
                LoggerFactory.getLogger(SiteLinks.class));
        this.sender = KafkaSender.start(
                system,
                client,
                new Topics(topics(end, shape), shape.replication()),
                "letters to sites");
        for (Peer peer : end.peers()) {
            metrics.linkUp(peer.site().value(), () -> links.isUp(peer.site()));
        }
    }

    /** Starts without waiting for Kafka or any other site; hears of others when told to. */
    public static KafkaLink start(
            ActorSystem<?> system,
            LinkEnd end,
            Shape shape,
            Map<String, Object> client,
            LinkTarget target,
            Metrics metrics,
            InstantSource clock) {
        return new KafkaLink(system, end, shape, client, target, metrics, clock);
    }

    public SiteLinks links() {
        return links;
    }

    /** Reads what others send, and says that this site is there: once its patients can be reached. */
    public synchronized void listen() {
        inbox = new KafkaInbox(system, end, client, links);
        beating = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO, BEAT_EVERY, links::beat, system.executionContext());
    }

    private static List<Topics.Topic> topics(LinkEnd end, Shape shape) {
        List<Topics.Topic> topics = new ArrayList<>();
        topics.add(LinkTopics.ofLetters(LinkTopics.UP, shape.partitions()));
        topics.add(LinkTopics.ofBeats());
        if (end.isCentre()) {
            end.peers()
                    .forEach(peer ->
                            topics.add(LinkTopics.ofLetters(peer.topic(), shape.partitions())));
        } else {
            topics.add(LinkTopics.ofLetters(LinkTopics.down(end.self()), shape.partitions()));
        }
        return topics;
    }

    @Override
    public boolean carry(String topic, String key, List<Letter> letters) {
        return sender.offer(
                () -> letters.stream()
                        .map(each -> new ProducerRecord<>(topic, key, LinkCodec.encode(each)))
                        .toList(),
                KafkaSender.Answer.IGNORED);
    }

    @Override
    public @Nullable String trouble() {
        return sender.trouble();
    }

    @Override
    public synchronized void close() {
        if (beating != null) {
            beating.cancel();
        }
        if (inbox != null) {
            inbox.close();
        }
        sender.close();
    }
}
