package io.vigil.replication.kafka;

import io.vigil.core.Nullable;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.kafka.ProducerMessage;
import org.apache.pekko.kafka.ProducerSettings;
import org.apache.pekko.kafka.javadsl.Producer;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One producer, from its start to its end; after an end {@link KafkaSender} starts another. Every
 * handful it took is answered once: confirmed by Kafka, or failed with the producer.
 */
final class SendingLine {

    /** One waits for each patient of a server at most. */
    private static final int QUEUE = 16_384;

    /** A handful, until it is answered. Each is itself: two are never equal. */
    private static final class Sending {
        private final Supplier<List<ProducerRecord<String, byte[]>>> records;
        private final KafkaSender.Answer answer;
        private final long sinceNanos = System.nanoTime();

        private Sending(
                Supplier<List<ProducerRecord<String, byte[]>>> records, KafkaSender.Answer answer) {
            this.records = records;
            this.answer = answer;
        }
    }

    private final Set<Sending> flying = ConcurrentHashMap.newKeySet();
    private final BoundedSourceQueue<Sending> queue;
    private final UniqueKillSwitch killSwitch;
    private final CompletionStage<Done> end;
    private volatile boolean hasEnded;

    SendingLine(ActorSystem<?> system, ProducerSettings<String, byte[]> settings) {
        Pair<Pair<BoundedSourceQueue<Sending>, UniqueKillSwitch>, CompletionStage<Done>> running =
                Source.<Sending>queue(QUEUE)
                        .viaMat(KillSwitches.single(), Keep.both())
                        .map(SendingLine::envelope)
                        .via(Producer.flexiFlow(settings))
                        .map(ProducerMessage.Results::passThrough)
                        .toMat(Sink.foreach(this::confirmed), Keep.both())
                        .run(system);
        this.queue = running.first().first();
        this.killSwitch = running.first().second();
        this.end = running.second().whenComplete((done, failure) -> ended());
    }

    /** False if it doesn't take them; else they will be answered. */
    boolean offer(
            Supplier<List<ProducerRecord<String, byte[]>>> records, KafkaSender.Answer answer) {
        Sending sending = new Sending(records, answer);
        flying.add(sending);
        boolean isTaken = queue.offer(sending) == QueueOfferResult.enqueued() && !hasEnded;
        // Whoever takes it out of the set answers.
        return isTaken || !flying.remove(sending);
    }

    /** Ends once Kafka has answered what was taken, or with the failure. */
    CompletionStage<Done> end() {
        return end;
    }

    /** Takes no more. */
    void complete() {
        queue.complete();
    }

    void abort(Exception why) {
        killSwitch.abort(why);
    }

    /** How long the oldest has waited; 0 if none does. */
    long waitingNanos(long nowNanos) {
        @Nullable Sending oldest = null;
        for (Sending each : flying) {
            if (oldest == null || each.sinceNanos - oldest.sinceNanos < 0) {
                oldest = each;
            }
        }
        return oldest == null ? 0 : nowNanos - oldest.sinceNanos;
    }

    private static ProducerMessage.Envelope<String, byte[], Sending> envelope(Sending sending) {
        return ProducerMessage.multi(sending.records.get(), sending);
    }

    private void confirmed(Sending sending) {
        if (flying.remove(sending)) {
            sending.answer.confirmed();
        }
    }

    private void ended() {
        hasEnded = true;
        for (Sending sending : flying) {
            if (flying.remove(sending)) {
                sending.answer.failed();
            }
        }
    }
}
