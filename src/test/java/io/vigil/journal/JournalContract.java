package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;

import io.vigil.core.Gen;
import io.vigil.core.PatientId;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What every journal that a server may have keeps to. */
public abstract class JournalContract {

    private static final String PATIENT = "p-1";

    /** Two snapshots and some rows more, and too few for any to be packed meanwhile. */
    private static final int ROWS = 2 * TestLedger.ROWS_PER_SNAPSHOT + 10;

    private static final RandomGenerator RANDOM = Gen.random(Gen.seed());

    /** The journal as a server has it, empty at first, the same each time it is asked for. */
    protected abstract Config journal();

    /** One whose store doesn't give what it has. */
    protected abstract Config unreadable() throws IOException;

    @Test
    void everythingThatCanHappenIsReadBackAsItWasWritten() throws Exception {
        List<Batch> written = batches(ROWS);
        try (TestLedger ledger = TestLedger.open(journal(), PATIENT)) {
            write(ledger, written);

            assertThat(ledger.read(1, Long.MAX_VALUE)).isEqualTo(written);
        }
        try (TestLedger later = TestLedger.open(journal(), PATIENT)) {
            assertThat(later.read(1, Long.MAX_VALUE)).isEqualTo(written);
        }
    }

    @Test
    void aQueryHasAllItAskedForAndBeginsWhereItSaid() throws Exception {
        List<Batch> written = batches(ROWS);
        try (TestLedger ledger = TestLedger.open(journal(), PATIENT)) {
            write(ledger, written);

            assertThat(ledger.read(20, 25)).isEqualTo(written.subList(19, ROWS));
            assertThat(ledger.read(ROWS, ROWS)).isEqualTo(List.of(written.getLast()));
            assertThat(ledger.read(ROWS + 1, Long.MAX_VALUE)).isEmpty();
            assertThat(ledger.read(5, 4)).isEmpty();
        }
    }

    @Test
    void onesRowsAreNotAnothers() throws Exception {
        List<Batch> written = batches(3);
        try (TestLedger ledger = TestLedger.open(journal(), PATIENT)) {
            write(ledger, written);
        }
        List<Batch> others = batches(5);
        try (TestLedger other = TestLedger.open(journal(), "p-12")) {
            assertThat(other.recovered()).isEqualTo(Recorded.unknown(new PatientId("p-12")));
            write(other, others);
            assertThat(other.read(1, Long.MAX_VALUE)).isEqualTo(others);
        }
        try (TestLedger ledger = TestLedger.open(journal(), PATIENT)) {
            assertThat(ledger.recovered().lastBatch()).isEqualTo(3);
            assertThat(ledger.read(1, Long.MAX_VALUE)).isEqualTo(written);
        }
    }

    @Test
    void aRecoveryComesToWhatWasLiveWithASnapshotAndWithoutAndGoesOn() throws Exception {
        List<Batch> written = batches(ROWS);
        Recorded live;
        try (TestLedger ledger = TestLedger.open(journal(), PATIENT)) {
            live = write(ledger, written);
            assertThat(ledger.awaitSnapshot()).isEqualTo(TestLedger.ROWS_PER_SNAPSHOT);
        }
        try (TestLedger again = TestLedger.open(journal(), PATIENT)) {
            assertThat(again.recovered()).isEqualTo(live);
        }
        try (TestLedger again = TestLedger.openWithoutSnapshot(journal(), PATIENT)) {
            assertThat(again.recovered()).isEqualTo(live);
            Batch next = batch(ROWS + 1);
            live = again.write(next);
        }
        try (TestLedger again = TestLedger.open(journal(), PATIENT)) {
            assertThat(again.recovered()).isEqualTo(live);
            assertThat(again.recovered().lastBatch()).isEqualTo(ROWS + 1);
        }
    }

    /** Whoever asks is told to come again: it is no fault of ours. */
    @Test
    void aStoreThatCannotBeReadIsUnavailable() throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "reader", unreadable());
        try {
            CompletionStage<List<Batch>> read = HistoryReader.create(system)
                    .batches("patient|" + PATIENT, 1, 5)
                    .runWith(Sink.seq(), system);
            assertThatThrownBy(() -> read.toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(JournalUnavailableException.class);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private static Recorded write(TestLedger ledger, List<Batch> batches) throws Exception {
        Recorded recorded = ledger.recovered();
        for (Batch batch : batches) {
            recorded = ledger.write(batch);
        }
        return recorded;
    }

    private static List<Batch> batches(int count) {
        List<Batch> batches = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            batches.add(batch(number));
        }
        return batches;
    }

    private static Batch batch(int number) {
        return new Batch(number, BatchGen.BATCH.next(RANDOM).events());
    }
}
