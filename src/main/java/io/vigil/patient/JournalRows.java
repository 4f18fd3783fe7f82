package io.vigil.patient;

import io.vigil.core.Nullable;
import io.vigil.patient.PatientEntity.RowsRead;

import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.stream.Materializer;

import java.util.List;

/** A patient's own rows, read back for one of its outboxes when it is this one's turn. */
final class JournalRows implements RowSource {

    private final ActorContext<PatientEntity.Command> context;
    private final Body body;
    private final int outbox;
    private Outlets.@Nullable Turn turn;

    /** @param outbox which of the patient's it is, so that the answer finds it */
    JournalRows(ActorContext<PatientEntity.Command> context, Body body, int outbox) {
        this.context = context;
        this.body = body;
        this.outbox = outbox;
    }

    @Override
    public boolean read(long reading, long first, long last) {
        Outlets outlets = body.ports().outlets();
        turn = turn == null ? outlets.turn() : turn;
        if (turn == null) {
            return false;
        }
        context.pipeToSelf(
                outlets.rows(
                        PatientLedger.persistenceId(body.id()).id(),
                        first,
                        last,
                        Materializer.matFromSystem(context.getSystem())),
                (rows, failure) -> failure == null
                        ? new RowsRead(outbox, reading, rows, null)
                        : new RowsRead(outbox, reading, List.of(), failure.toString()));
        return true;
    }

    @Override
    public void giveUp() {
        if (turn != null) {
            turn.giveUp();
            turn = null;
        }
    }

    @Override
    public void failed(String why) {
        context.getLog().warn("patient {}: {}", body.id(), why);
    }
}
