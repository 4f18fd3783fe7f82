package io.vigil.replication.feed;

import io.vigil.core.Nullable;
import io.vigil.patient.FeedPort;
import io.vigil.patient.FeedRecord;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.kafka.ProducerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The feed in Kafka: two topics, a patient's records in one partition of each, in their order.
 *
 * <p>A producer confirms a record only when Kafka has all before it in the same partition: it is
 * idempotent and never gives a record up as long as it lives. When it ends, all that it hadn't
 * confirmed is handed over again, from the oldest on. So a record may come again; but it comes first
 * only after all that were before it, and a reader may drop by the highest place it has seen.
 * ADR 0009 has the proof.
 */
public final class KafkaFeed implements FeedPort, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaFeed.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration SLOW = Duration.ofSeconds(5);

    /** A producer that gets no answer for so long gives way to a new one, which looks afresh. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final Map<String, Object> client;
    private final KafkaTopics topics;
    private final Function<FeedRecord, byte[]> encoder;
    private final Metrics metrics;
    private final Thread keeper;
    private volatile @Nullable KafkaLine line;
    private volatile @Nullable String trouble = "not connected yet";
    private volatile boolean isClosing;

    private KafkaFeed(
            ActorSystem<?> system,
            Map<String, Object> client,
            KafkaTopics topics,
            Function<FeedRecord, byte[]> encoder,
            Metrics metrics) {
        this.system = system;
        this.client = client;
        this.topics = topics;
        this.encoder = encoder;
        this.metrics = metrics;
        this.keeper = Thread.ofVirtual().name("kafka-feed").unstarted(this::keep);
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
        Map<String, Object> client = new HashMap<>(security);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        KafkaFeed feed = new KafkaFeed(system, Map.copyOf(client), topics, encoder, metrics);
        feed.keeper.start();
        return feed;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void publish(List<FeedRecord> records, ActorRef<Outcome> replyTo) {
        KafkaLine now = line;
        if (now == null || !now.offer(records, replyTo)) {
            replyTo.tell(Outcome.FAILED);
        }
    }

    /** Never down: alarms and acks don't need it, and a server without it has its work to do. */
    public ComponentHealth health() {
        String said = trouble;
        KafkaLine now = line;
        if (said == null && now != null) {
            long waiting = now.waitingNanos(System.nanoTime());
            said = waiting > SLOW.toNanos()
                    ? "no answer for " + Duration.ofNanos(waiting).toSeconds() + " s"
                    : null;
        }
        return said == null
                ? ComponentHealth.up("publishing")
                : ComponentHealth.degraded(
                        said + "; alarms and acks go on, the feeds catch up by themselves");
    }

    @Override
    public void close() {
        isClosing = true;
        KafkaLine last = line;
        line = null;
        if (last != null) {
            last.complete();
            try {
                last.end().toCompletableFuture().get(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                last.abort(new IllegalStateException("the server ends"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        keeper.interrupt();
    }

    private void keep() {
        Duration pause = PAUSE_MIN;
        try {
            while (!isClosing) {
                try {
                    topics.ensure(client);
                    pause = PAUSE_MIN;
                    say(null);
                    run(new KafkaLine(system, producer(), encoder, metrics));
                } catch (ExecutionException | TimeoutException | RuntimeException e) {
                    say(Reason.of(e));
                }
                Thread.sleep(pause);
                pause = pause.compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns or throws when the producer has ended. */
    private void run(KafkaLine started) throws ExecutionException, InterruptedException {
        line = started;
        try {
            while (true) {
                try {
                    started.end().toCompletableFuture().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    abortIfStuck(started);
                }
            }
        } finally {
            line = null;
        }
    }

    private static void abortIfStuck(KafkaLine running) {
        long waiting = running.waitingNanos(System.nanoTime());
        if (waiting > STUCK.toNanos()) {
            running.abort(new IllegalStateException(
                    "no answer for " + Duration.ofNanos(waiting).toSeconds() + " s"));
        }
    }

    private void say(@Nullable String next) {
        String before = trouble;
        trouble = next;
        if (next == null) {
            LOG.info("Kafka takes the feeds' records");
        } else if (!next.equals(before) && !isClosing) {
            LOG.warn("Kafka does not take the feeds' records: {}", next);
        }
    }

    /** Whatever is set here, the order and the safety of the records rest on it. */
    private ProducerSettings<String, byte[]> producer() {
        Map<String, String> settings = new HashMap<>();
        client.forEach((name, value) -> settings.put(name, String.valueOf(value)));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.RETRIES_CONFIG, String.valueOf(Integer.MAX_VALUE));
        // A record that were given up would leave a hole before those that are not.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(Integer.MAX_VALUE));
        return ProducerSettings.create(
                        Adapter.toClassic(system),
                        new StringSerializer(),
                        new ByteArraySerializer())
                .withProperties(settings)
                .withProducerFactory((ProducerSettings<String, byte[]> all) ->
                        new OrderlyProducer(all.getProperties()))
                .withCloseTimeout(Duration.ZERO);
    }
}
