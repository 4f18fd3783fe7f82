package io.vigil.patient;

import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientState;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;

import org.apache.pekko.actor.typed.javadsl.ActorContext;

import java.util.List;
import java.util.function.Consumer;

/** What the journal has of a patient, and what is on its way there. */
final class LedgerDesk {

    private final Body body;
    private final ActorContext<PatientEntity.Command> context;
    private final LedgerKeeper ledger;
    private final LedgerQueue queue;
    private final Outboxes outboxes;
    private final WardVoice voice;
    private final Consumer<List<Entry>> landed;
    private Recorded recorded;

    /** @param landed is told what has become durable */
    LedgerDesk(
            Body body,
            ActorContext<PatientEntity.Command> context,
            LedgerKeeper ledger,
            LedgerQueue queue,
            Outboxes outboxes,
            WardVoice voice,
            Consumer<List<Entry>> landed,
            Recorded recorded) {
        this.body = body;
        this.context = context;
        this.ledger = ledger;
        this.queue = queue;
        this.outboxes = outboxes;
        this.voice = voice;
        this.landed = landed;
        this.recorded = recorded;
    }

    Recorded recorded() {
        return recorded;
    }

    PatientState patient() {
        return recorded.patient();
    }

    boolean isFailing() {
        return ledger.isFailing();
    }

    /** Time of the newest durable value, or null. */
    @Nullable
    Long recordedThrough() {
        long newest = recorded.patient().readings().newest();
        return newest == PatientState.NEVER ? null : newest;
    }

    void heard(PatientLedger.Notice notice) {
        switch (notice) {
            case PatientLedger.Recovered n -> recovered(n.recorded());
            case PatientLedger.Written n -> written(n.number(), n.recorded());
            case PatientLedger.Failed n -> failed(n.why());
        }
    }

    private void recovered(Recorded after) {
        ledger.recovered();
        Batch batch = queue.inFlight();
        if (batch == null) {
            works();
        } else if (queue.hasLanded(after.lastBatch())) {
            written(batch, after);
        } else {
            ledger.write(batch);
        }
    }

    private void written(long number, Recorded after) {
        Batch batch = queue.inFlight();
        if (batch != null && batch.number() == number) {
            written(batch, after);
        }
    }

    private void written(Batch batch, Recorded after) {
        body.ports().metrics().batchWritten(batch.events().size());
        recorded = after;
        outboxes.landed(batch, after);
        landed.accept(queue.landed());
        works();
    }

    private void failed(String why) {
        if (ledger.failed()) {
            context.getLog().warn("patient {}: the journal fails: {}", body.id(), why);
            voice.storageDown(queue.firstUnrecorded(), body.now());
        }
    }

    void ended() {
        ledger.ended(body.now());
        failed("the ledger has ended");
    }

    private void works() {
        if (ledger.works()) {
            context.getLog().info("patient {}: the journal takes writes again", body.id());
            voice.storageBack(body.now());
        }
    }

    void startIfDue(long now) {
        ledger.startIfDue(now);
    }

    /** Of a patient who has left and of whom all is sent, the last batch says so. */
    void writeNext(boolean hasLeft) {
        if (ledger.isReady() && !ledger.isFailing()) {
            Batch next = queue.next(outboxes.published(), outboxes.sites().sent());
            boolean isOver = next == null && hasLeft && queue.isIdle() && outboxes.needsClosing();
            next = isOver ? queue.closing(outboxes::closing) : next;
            if (next != null) {
                ledger.write(next);
            }
        }
    }

    long nextDue() {
        return ledger.nextDue();
    }

    void stopped() {
        ledger.works();
        abandon();
    }

    void abandon() {
        queue.abandon();
        outboxes.abandon();
    }
}
