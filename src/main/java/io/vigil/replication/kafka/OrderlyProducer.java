package io.vigil.replication.kafka;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Takes no record after one that it couldn't take. Kafka's own does: when it has waited in vain for a
 * topic's leaders or for room, it fails that record and takes the next, which then stands before it.
 */
final class OrderlyProducer extends KafkaProducer<String, byte[]> {

    private volatile boolean hasFailed;

    OrderlyProducer(Map<String, Object> settings) {
        super(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
        if (hasFailed) {
            KafkaException failure = new KafkaException("a record before this one failed");
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
        return super.send(record, (metadata, failure) -> {
            hasFailed |= failure != null;
            callback.onCompletion(metadata, failure);
        });
    }
}
