package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.journal.TimeIndex;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * A patient's journal: one row a batch, one batch in flight.
 *
 * <p>A failed write throws the ledger back to recovery, after a pause; the write in flight is lost
 * with it, which is why the patient's actor keeps it and sends it again if the recovered state
 * lacks it. As that actor never sends a second write before the first is answered, the stash, whose
 * overflow would drop commands in silence, stays empty.
 */
final class PatientLedger extends EventSourcedBehavior<PatientLedger.Write, Batch, Recorded> {

    static final String TYPE = "patient";

    record Write(Batch batch) {}

    /** What the patient's actor is told. */
    sealed interface Notice {}

    /** At the start, and again after each failure: the ledger takes writes. */
    record Recovered(Recorded recorded) implements Notice {}

    record Written(long number, Recorded recorded) implements Notice {}

    /** A write or a recovery failed; a {@link Recovered} follows once the store answers. */
    record Failed(String why) implements Notice {}

    private final PatientId patient;
    private final PatientSettings settings;
    private final ActorRef<PatientEntity.Command> monitor;

    private PatientLedger(
            PatientId patient, PatientSettings settings, ActorRef<PatientEntity.Command> monitor) {
        super(
                persistenceId(patient),
                SupervisorStrategy.restartWithBackoff(
                        settings.backoffMin(), settings.backoffMax(), 0.1));
        this.patient = patient;
        this.settings = settings;
        this.monitor = monitor;
    }

    static Behavior<Write> create(
            PatientId patient, PatientSettings settings, ActorRef<PatientEntity.Command> monitor) {
        return new PatientLedger(patient, settings, monitor);
    }

    static PersistenceId persistenceId(PatientId patient) {
        return PersistenceId.of(TYPE, patient.value());
    }

    /** The rows that hold what happened from {@code from} to {@code to}. */
    static PatientEntity.Rows rows(PatientId patient, Recorded recorded, long from, long to) {
        TimeIndex.Rows rows = recorded.index().rowsFor(from, to);
        return new PatientEntity.Rows(persistenceId(patient).id(), rows.first(), rows.last());
    }

    @Override
    public Recorded emptyState() {
        return Recorded.unknown(patient);
    }

    @Override
    public CommandHandler<Write, Batch, Recorded> commandHandler() {
        return this::write;
    }

    @Override
    public EventHandler<Recorded, Batch> eventHandler() {
        return this::with;
    }

    /** A patient is shared from the first row that is an envelope. */
    private Recorded with(Recorded recorded, Batch batch) {
        return batch.stamps().isEmpty()
                ? recorded.with(batch)
                : recorded.among(settings.siteId()).with(batch);
    }

    @Override
    public SignalHandler<Recorded> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), recorded -> tell(new Recovered(recorded)))
                .onSignal(RecoveryFailed.class, (recorded, s) -> failed(s.failure()))
                .onSignal(JournalPersistFailed.class, (recorded, s) -> failed(s.failure()))
                .onSignal(JournalPersistRejected.class, (recorded, s) -> failed(s.failure()))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.rowsPerSnapshot(), 2);
    }

    private Effect<Batch, Recorded> write(Recorded recorded, Write write) {
        Batch batch = write.batch();
        return batch.number() <= recorded.lastBatch()
                ? Effect().none().thenRun(known -> tellWritten(batch, known))
                : Effect().persist(batch).thenRun(after -> tellWritten(batch, after));
    }

    private void tellWritten(Batch batch, Recorded recorded) {
        tell(new Written(batch.number(), recorded));
    }

    private void failed(Throwable why) {
        tell(new Failed(String.valueOf(why.getMessage())));
    }

    private void tell(Notice notice) {
        monitor.tell(new PatientEntity.FromLedger(notice));
    }
}
