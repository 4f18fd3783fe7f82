package io.vigil.patient;

import io.vigil.core.PatientId;
import io.vigil.journal.Batch;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Keeps a ledger there, and knows whether it takes writes. The ledger gets over a failing store by
 * itself; should its actor end for another reason (a refused event, a bug), a new one is started.
 */
final class LedgerKeeper {

    private final ActorContext<PatientEntity.Command> context;
    private final PatientId patient;
    private final PatientSettings settings;
    private final Metrics metrics;
    private ActorRef<PatientLedger.Write> ledger;
    private boolean ready;
    private boolean failing;
    private long startAt = Long.MAX_VALUE;

    LedgerKeeper(
            ActorContext<PatientEntity.Command> context,
            PatientId patient,
            PatientSettings settings,
            Metrics metrics) {
        this.context = context;
        this.patient = patient;
        this.settings = settings;
        this.metrics = metrics;
        this.ledger = start();
    }

    boolean isReady() {
        return ready;
    }

    boolean isFailing() {
        return failing;
    }

    void write(Batch batch) {
        ledger.tell(new PatientLedger.Write(batch));
    }

    void recovered() {
        ready = true;
    }

    /** Returns true if the store has worked until now. */
    boolean failed() {
        ready = false;
        boolean changed = !failing;
        failing = true;
        if (changed) {
            metrics.journalFailing(true);
        }
        return changed;
    }

    /** A write is there. Returns true if the store has failed until now. */
    boolean works() {
        boolean changed = failing;
        failing = false;
        if (changed) {
            metrics.journalFailing(false);
        }
        return changed;
    }

    /** The ledger's actor has ended: a new one starts after the longest pause. */
    void ended(long now) {
        ready = false;
        startAt = now + settings.backoffMax().toMillis();
    }

    void startIfDue(long now) {
        if (now >= startAt) {
            startAt = Long.MAX_VALUE;
            ledger = start();
        }
    }

    long nextDue() {
        return startAt;
    }

    private ActorRef<PatientLedger.Write> start() {
        ActorRef<PatientLedger.Write> started =
                context.spawnAnonymous(PatientLedger.create(patient, settings, context.getSelf()));
        context.watchWith(started, new PatientEntity.LedgerEnded());
        return started;
    }
}
