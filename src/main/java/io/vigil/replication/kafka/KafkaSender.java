package io.vigil.replication.kafka;

import io.vigil.core.Nullable;
import io.vigil.replication.Reason;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
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
import java.util.function.Supplier;

/**
 * Records on their way to Kafka, a key's records in their order.
 *
 * <p>A producer confirms a record only when Kafka has all before it in the same partition: it is
 * idempotent and never gives a record up as long as it lives. When it ends, all that it hadn't
 * confirmed is told to have failed. Another one takes its place by itself, and no start or send ever
 * waits for Kafka.
 */
public final class KafkaSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSender.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration SLOW = Duration.ofSeconds(5);

    /** A producer that gets no answer for so long gives way to a new one, which looks afresh. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final Map<String, Object> client;
    private final Topics topics;
    private final String what;
    private final Thread keeper;
    private volatile @Nullable SendingLine line;
    private volatile @Nullable String trouble = "not connected yet";
    private volatile boolean isClosing;

    private KafkaSender(
            ActorSystem<?> system, Map<String, Object> client, Topics topics, String what) {
        this.system = system;
        this.client = client;
        this.topics = topics;
        this.what = what;
        this.keeper = Thread.ofVirtual().name("kafka-" + what).unstarted(this::keep);
    }

    /** What became of a handful; told once, from any thread. */
    public interface Answer {

        /** For who has another way to know. */
        Answer IGNORED = new Answer() {
            @Override
            public void confirmed() {}

            @Override
            public void failed() {}
        };

        /** Kafka has all of it, and all before it. */
        void confirmed();

        /** Some or all of it may not be there. */
        void failed();
    }

    /**
     * Starts without waiting for Kafka.
     *
     * @param client where Kafka is, and how to speak to it
     * @param topics made before the first record, where they are missing
     * @param what is sent, for the log
     */
    public static KafkaSender start(
            ActorSystem<?> system, Map<String, Object> client, Topics topics, String what) {
        KafkaSender sender = new KafkaSender(system, Map.copyOf(client), topics, what);
        sender.keeper.start();
        return sender;
    }

    /** The settings that every client of these brokers needs. */
    public static Map<String, Object> client(String servers, Map<String, Object> security) {
        Map<String, Object> client = new HashMap<>(security);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return Map.copyOf(client);
    }

    /**
     * Returns at once. The answer may take as long as Kafka is away.
     *
     * @return false if nothing is taken now; then there is no answer
     */
    public boolean offer(Supplier<List<ProducerRecord<String, byte[]>>> records, Answer answer) {
        SendingLine now = line;
        return now != null && now.offer(records, answer);
    }

    /** What is wrong with the way to Kafka; null if nothing is. */
    public @Nullable String trouble() {
        String said = trouble;
        SendingLine now = line;
        if (said == null && now != null) {
            long waiting = now.waitingNanos(System.nanoTime());
            said = waiting > SLOW.toNanos()
                    ? "no answer for " + Duration.ofNanos(waiting).toSeconds() + " s"
                    : null;
        }
        return said;
    }

    @Override
    public void close() {
        isClosing = true;
        SendingLine last = line;
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
                    run(new SendingLine(system, producer()));
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
    private void run(SendingLine started) throws ExecutionException, InterruptedException {
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

    private static void abortIfStuck(SendingLine running) {
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
            LOG.info("Kafka takes {}", what);
        } else if (!next.equals(before) && !isClosing) {
            LOG.warn("Kafka does not take {}: {}", what, next);
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
