package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.patient.RecordingFeed.Place;
import io.vigil.replication.feed.KafkaTopics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;

/** Reads the feeds' topics as docs/FEEDS.md tells readers to, and checks what it promises them. */
final class TopicReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(90).toNanos();

    private final KafkaConsumer<String, String> consumer;
    private final Map<Place, String> seen = new TreeMap<>();
    private final Map<String, Place> highest = new HashMap<>();
    private final Map<String, List<String>> values = new HashMap<>();
    private int repeated;

    private TopicReader(KafkaConsumer<String, String> consumer) {
        this.consumer = consumer;
    }

    /** Makes the topics first, if no server has. */
    static TopicReader fromNowOn(String broker, KafkaTopics topics) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", broker);
        List<String> names = List.of(KafkaTopics.ALARMS, KafkaTopics.VITALS);
        try (Admin admin = Admin.create(client)) {
            Set<String> there = admin.listTopics().names().get();
            for (String name : names) {
                if (!there.contains(name)) {
                    create(admin, new NewTopic(name, topics.partitions(), (short) 1));
                }
            }
        }
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String name : names) {
            for (int partition = 0; partition < topics.partitions(); partition++) {
                partitions.add(new TopicPartition(name, partition));
            }
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return new TopicReader(consumer);
    }

    private static void create(Admin admin, NewTopic topic) throws Exception {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            // A server was faster, and the broker that was asked didn't know yet.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Reads until every event of the patient's journal that is to be published has come. */
    void awaitAll(Bedside bedside) throws IOException {
        Set<Place> wanted = RecordingFeed.wanted(bedside.rows());
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!seen.keySet().containsAll(wanted)) {
            Set<Place> missing = new TreeSet<>(wanted);
            missing.removeAll(seen.keySet());
            assertThat(System.nanoTime()).as("waiting for %s", missing).isLessThan(until);
            bedside.pass(POLL);
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                take(record);
            }
        }
    }

    /** How many came again. */
    int repeated() {
        return repeated;
    }

    List<String> values(String topic) {
        return values.getOrDefault(topic, List.of());
    }

    private void take(ConsumerRecord<String, String> record) throws IOException {
        JsonNode json = JSON.readTree(record.value());
        assertThat(record.key()).isEqualTo(json.get("patient").asText());
        Place place = new Place(json.get("batch").asLong(), json.get("event").asInt());
        String line = record.topic() + " " + record.key();
        Place before = highest.get(line);
        if (before == null || place.compareTo(before) > 0) {
            assertThat(seen.put(place, record.value())).as("twice %s", place).isNull();
            highest.put(line, place);
            values.computeIfAbsent(record.topic(), key -> new ArrayList<>()).add(record.value());
        } else {
            // What a reader drops must be what it has.
            assertThat(seen.get(place)).as("%s again", place).isEqualTo(record.value());
            repeated++;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
