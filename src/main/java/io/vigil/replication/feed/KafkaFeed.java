package io.vigil.replication.feed;

import io.vigil.core.Nullable;
import io.vigil.patient.FeedPort;
import io.vigil.patient.FeedRecord;
import io.vigil.replication.kafka.KafkaSender;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The feed in Kafka: two topics, a patient's records in one partition of each, in their order.
 *
 * <p>What a producer hadn't confirmed when it ended is handed over again, from the oldest on. So a
 * record may come again; but it comes first only after all that were before it, and a reader may drop
 * by the highest place it has seen. ADR 0009 has the proof.
 */
public final class KafkaFeed implements FeedPort, AutoCloseable {

    private final KafkaSender sender;
    private final Function<FeedRecord, byte[]> encoder;
    private final Metrics metrics;

    private KafkaFeed(KafkaSender sender, Function<FeedRecord, byte[]> encoder, Metrics metrics) {
        this.sender = sender;
        this.encoder = encoder;
        this.metrics = metrics;
    }

    /**
     * Starts without waiting for Kafka.
     *
     * @param servers {@code HOST:PORT,…}
     * @param security the client's settings for an encrypted link; none: plain text
     */
    public static KafkaFeed start(
            ActorSystem<?> system,
            String servers,
            Map<String, Object> security,
            KafkaTopics topics,
            Function<FeedRecord, byte[]> encoder,
            Metrics metrics) {
        return new KafkaFeed(
                KafkaSender.start(
                        system,
                        KafkaSender.client(servers, security),
                        topics.all(),
                        "the feeds' records"),
                encoder,
                metrics);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void publish(List<FeedRecord> records, ActorRef<Outcome> replyTo) {
        int count = records.size();
        KafkaSender.Answer answer = new KafkaSender.Answer() {
            @Override
            public void confirmed() {
                metrics.published(count);
                replyTo.tell(Outcome.PUBLISHED);
            }

            @Override
            public void failed() {
                metrics.publishFailed(count);
                replyTo.tell(Outcome.FAILED);
            }
        };
        if (!sender.offer(() -> records.stream().map(this::encoded).toList(), answer)) {
            replyTo.tell(Outcome.FAILED);
        }
    }

    private ProducerRecord<String, byte[]> encoded(FeedRecord record) {
        String topic =
                record instanceof FeedRecord.AlarmChanged ? KafkaTopics.ALARMS : KafkaTopics.VITALS;
        return new ProducerRecord<>(topic, record.patient().value(), encoder.apply(record));
    }

    /** Never down: alarms and acks don't need it, and a server without it has its work to do. */
    public ComponentHealth health() {
        @Nullable String trouble = sender.trouble();
        return trouble == null
                ? ComponentHealth.up("publishing")
                : ComponentHealth.degraded(
                        trouble + "; alarms and acks go on, the feeds catch up by themselves");
    }

    @Override
    public void close() {
        sender.close();
    }
}
