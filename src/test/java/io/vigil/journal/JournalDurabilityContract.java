package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;

import io.vigil.core.Gen;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What was acknowledged is there afterwards, whatever happens to the process or its store. */
public abstract class JournalDurabilityContract {

    static final int KILLS = 3;

    /** The journal as a server has it, empty at first, the same each time it is asked for. */
    protected abstract Config journal();

    /** From now on nothing can be written. */
    protected abstract void takeStoreAway(WriterProcess writer) throws Exception;

    /** Returns as soon as it can be written again. */
    protected abstract void bringStoreBack(WriterProcess writer) throws Exception;

    @Test
    void aKilledProcessLosesNothingThatWasAcknowledged() throws Exception {
        RandomGenerator random = Gen.random(Gen.seed());
        Map<String, Long> acked = new HashMap<>();
        for (int i = 0; i < KILLS; i++) {
            try (WriterProcess writer = WriterProcess.start(journal())) {
                writer.awaitMoreAcks(random.nextInt(20, 400));
                writer.kill();
                acked.putAll(writer.acked());
            }
        }
        assertAllThere(acked);
    }

    @Test
    void aStoreThatIsAwayStopsAcknowledgingAndNothingElse() throws Exception {
        try (WriterProcess writer = WriterProcess.start(journal())) {
            writer.awaitMoreAcks(200);

            takeStoreAway(writer);
            writer.awaitMoreFailures(3 * JournalWriter.PATIENTS);
            long acksMeanwhile = writer.acks();
            writer.awaitMoreFailures(JournalWriter.PATIENTS);
            assertThat(writer.acks()).isEqualTo(acksMeanwhile);

            bringStoreBack(writer);
            long before = System.nanoTime();
            writer.awaitMoreAcks(1);
            Duration back = Duration.ofNanos(System.nanoTime() - before);
            System.out.println("store back, first acknowledgement after " + back);
            writer.awaitMoreAcks(200);
            writer.stop();

            assertAllThere(writer.acked());
            assertThat(back).isLessThan(Duration.ofSeconds(20));
        }
    }

    /**
     * Every patient's frames count from 1 without a gap, at least up to the last acknowledged.
     *
     * @return the rows they are in
     */
    final long assertAllThere(Map<String, Long> acked) throws Exception {
        assertThat(acked).hasSize(JournalWriter.PATIENTS);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "reader", journal());
        long rowCount = 0;
        try {
            HistoryReader reader = HistoryReader.create(system);
            for (Map.Entry<String, Long> patient : acked.entrySet()) {
                List<Batch> rows = reader.batches("patient|" + patient.getKey(), 1, Long.MAX_VALUE)
                        .runWith(Sink.seq(), system)
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                rowCount += rows.size();
                long frames = 0;
                for (Batch row : rows) {
                    for (PatientEvent event : row.events()) {
                        assertThat(event).isInstanceOfSatisfying(Observed.class, counts(++frames));
                    }
                    assertThat(row.number()).isEqualTo(frames);
                }
                assertThat(frames).isGreaterThanOrEqualTo(patient.getValue());
            }
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        return rowCount;
    }

    private static Consumer<Observed> counts(long number) {
        return frame -> assertThat(frame.seq()).isEqualTo(number);
    }
}
