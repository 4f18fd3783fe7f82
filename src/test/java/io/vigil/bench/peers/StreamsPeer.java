package io.vigil.bench.peers;

import io.vigil.core.alarm.Condition;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/**
 * The limit as a Kafka Streams topology from topic to topic, a patient's dwell in a RocksDB store
 * with its changelog, behind a cache that holds all of them.
 */
public final class StreamsPeer {

    private static final String STORE = "dwell";
    private static final int THREADS = 2;
    private static final long CACHE_BYTES = 64L * 1024 * 1024;
    private static final int COMMIT_MS = 10_000;

    private StreamsPeer() {}

    /** @param args the brokers, a folder for the state, and what the topics' names begin with */
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        KafkaStreams streams =
                new KafkaStreams(topology(Topics.of(args[2])), settings(args[0], args[1]));
        streams.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
        running.await();
        System.out.println(Child.READY);
        Thread.currentThread().join();
    }

    static Topology topology(Topics topics) {
        Topology topology = new Topology();
        Deserializer<byte[]> bytes = Serdes.ByteArray().deserializer();
        topology.addSource("in", Serdes.String().deserializer(), bytes, topics.samples());
        topology.addProcessor("watch", Watch::new, "in");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(STORE),
                                Serdes.String(),
                                Serdes.serdeFrom(
                                        (_, dwell) -> dwell == null ? null : dwell.bytes(),
                                        (_, data) -> data == null ? null : Dwell.of(data)))
                        .withCachingEnabled()
                        .withLoggingEnabled(Map.of()),
                "watch");
        Serializer<Verdict> json = (_, verdict) -> verdict.bytes();
        topology.addSink("out", topics.alarms(), Serdes.String().serializer(), json, "watch");
        return topology;
    }

    static Properties settings(String brokers, String folder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "streams-peer");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return settings;
    }

    /** One of a stream's tasks. */
    private static final class Watch extends ContextualProcessor<String, byte[], String, Verdict> {

        private final Condition limit = Limit.condition();
        private KeyValueStore<String, Dwell> dwells;

        @Override
        public void init(ProcessorContext<String, Verdict> context) {
            super.init(context);
            dwells = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, byte[]> said) {
            Dwell before = dwells.get(said.key());
            Dwell dwell = before == null ? new Dwell() : before;
            Verdict verdict = dwell.judge(limit, Sample.of(said.key(), said.value()));
            dwells.put(said.key(), dwell);
            if (verdict != null) {
                context().forward(said.withValue(verdict));
            }
        }
    }
}
