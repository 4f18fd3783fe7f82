package io.vigil.bench.peers;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.ops.stack.ServerForTests;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** A peer that reads samples from a topic and writes alarms to another. */
final class KafkaContender implements Contender {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LINGER_MS = 1;
    private static final int BATCH_BYTES = 64 * 1024;

    private final String name;
    private final Topics topics;
    private final Child child;
    private final KafkaProducer<byte[], byte[]> samples;
    private final Thread ears;
    private volatile boolean closed;

    private KafkaContender(String name, Topics topics, Child child, Hearing hearing) {
        String brokers = ServerForTests.kafka().address();
        this.name = name;
        this.topics = topics;
        this.child = child;
        this.samples = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, LINGER_MS,
                        ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.ears = Thread.ofPlatform().start(() -> listen(brokers, hearing));
    }

    /**
     * Starts it and waits until it runs.
     *
     * @param main the class of its program
     */
    static KafkaContender start(String name, String main, Path folder, Hearing hearing)
            throws IOException, InterruptedException, ExecutionException {
        String prefix = name.toLowerCase().replace(' ', '-');
        String brokers = ServerForTests.kafka().address();
        Topics topics = Topics.of(prefix);
        topics.make(brokers);
        Child child = Child.start(
                folder.resolve(prefix + ".log"),
                main,
                brokers,
                folder.resolve(prefix).toString(),
                prefix);
        child.await(Child.READY);
        child.listen();
        return new KafkaContender(name, topics, child, hearing);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(int patient, Sample sample) {
        samples.send(new ProducerRecord<>(
                topics.samples(), patient % Topics.PARTITIONS, sample.key(), sample.bytes()));
    }

    @Override
    public void awaitSafe() {
        samples.flush();
    }

    @Override
    public ProcessHandle process() {
        return child.handle();
    }

    @Override
    public ProcessHandle broker() {
        return ServerForTests.kafka().process();
    }

    @Override
    public void close() {
        closed = true;
        samples.close();
        child.close();
        try {
            ears.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(String brokers, Hearing hearing) {
        JsonMapper json = new JsonMapper();
        try (KafkaConsumer<byte[], byte[]> alarms = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            alarms.assign(IntStream.range(0, Topics.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topics.alarms(), partition))
                    .toList());
            while (!closed) {
                Iterable<ConsumerRecord<byte[], byte[]>> heard = alarms.poll(POLL);
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> alarm : heard) {
                    hearing.heard(json.readTree(alarm.value()), now);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
