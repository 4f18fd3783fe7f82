package io.vigil.journal;

import com.typesafe.config.Config;

import io.vigil.core.PatientId;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.Recovery;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.apache.pekko.stream.javadsl.Sink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A patient's ledger in a system of its own, on any journal: it recovers, writes what it is given, a
 * row each, and reads back.
 */
public final class TestLedger implements AutoCloseable {

    public static final int ROWS_PER_SNAPSHOT = 25;

    private static final int PATIENCE_S = 60;

    private record Write(Batch batch, CompletableFuture<Recorded> written) {}

    private final String patient;
    private final boolean isFromSnapshot;
    private final CompletableFuture<Recorded> recovered = new CompletableFuture<>();
    private final CompletableFuture<Long> snapshot = new CompletableFuture<>();
    private final ActorSystem<Write> system;

    private TestLedger(
            Config config,
            String patient,
            boolean isFromSnapshot,
            Consumer<ActorSystem<?>> before) {
        this.patient = patient;
        this.isFromSnapshot = isFromSnapshot;
        this.system = ActorSystem.create(
                Behaviors.setup(context -> {
                    before.accept(context.getSystem());
                    return new Ledger();
                }),
                "ledger",
                config);
    }

    public static TestLedger open(Config config, String patient) {
        return openAfter(config, patient, system -> {});
    }

    /** @param before what is done in its system before it begins to recover */
    public static TestLedger openAfter(
            Config config, String patient, Consumer<ActorSystem<?>> before) {
        return new TestLedger(config, patient, true, before);
    }

    /** Recovers from the first row, as if there were no snapshot. */
    public static TestLedger openWithoutSnapshot(Config config, String patient) {
        return new TestLedger(config, patient, false, system -> {});
    }

    /** What it has recovered to. */
    public Recorded recovered() throws Exception {
        return recovered.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** The state after the batch, once it is durable. */
    public Recorded write(Batch batch) throws Exception {
        CompletableFuture<Recorded> written = new CompletableFuture<>();
        system.tell(new Write(batch, written));
        return written.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** The row of the first snapshot, once there is one. */
    public long awaitSnapshot() throws Exception {
        return snapshot.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    public List<Batch> read(long first, long last) throws Exception {
        return read("patient|" + patient, first, last);
    }

    /** Rows of anybody. */
    public List<Batch> read(String persistenceId, long first, long last) throws Exception {
        return HistoryReader.create(system)
                .batches(persistenceId, first, last)
                .runWith(Sink.seq(), system)
                .toCompletableFuture()
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private final class Ledger extends EventSourcedBehavior<Write, Batch, Recorded> {

        private CompletableFuture<Recorded> writing = new CompletableFuture<>();

        Ledger() {
            super(PersistenceId.of("patient", patient));
        }

        @Override
        public Recorded emptyState() {
            return Recorded.unknown(new PatientId(patient));
        }

        @Override
        public Recovery recovery() {
            return isFromSnapshot
                    ? super.recovery()
                    : Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
        }

        @Override
        public CommandHandler<Write, Batch, Recorded> commandHandler() {
            return (recorded, write) -> {
                writing = write.written();
                return Effect().persist(write.batch()).thenRun(writing::complete);
            };
        }

        @Override
        public EventHandler<Recorded, Batch> eventHandler() {
            return Recorded::with;
        }

        @Override
        public SignalHandler<Recorded> signalHandler() {
            return newSignalHandlerBuilder()
                    .onSignal(RecoveryCompleted.instance(), recovered::complete)
                    .onSignal(
                            RecoveryFailed.class,
                            (recorded, failed) -> recovered.completeExceptionally(failed.failure()))
                    .onSignal(
                            JournalPersistFailed.class,
                            (recorded, failed) -> writing.completeExceptionally(failed.failure()))
                    .onSignal(
                            SnapshotCompleted.class,
                            (recorded, completed) -> snapshot.complete(
                                    completed.getSnapshotMetadata().sequenceNr()))
                    .build();
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(ROWS_PER_SNAPSHOT, 2);
        }
    }
}
