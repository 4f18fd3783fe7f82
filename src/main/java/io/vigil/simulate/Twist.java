package io.vigil.simulate;

import io.vigil.core.PatientId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.Versions;
import io.vigil.journal.Batch;
import io.vigil.journal.Stamp;

import java.util.List;
import java.util.Set;

/** What an envelope of another site becomes where merging is {@link Flaw flawed}. */
final class Twist {

    private Twist() {}

    /** The row as the state after it is made from it; the journal has the one that was written. */
    static Batch of(Batch batch, PatientId patient, Replica before, Set<Flaw> flaws) {
        List<Stamp.Stamped> rows = flaws.isEmpty() ? List.of() : batch.envelopes(patient);
        if (rows.isEmpty() || before.isOwn(rows.getFirst().envelope())) {
            return batch;
        }
        Stamp.Stamped row = rows.getFirst();
        Envelope twisted = of(row.envelope(), before.marks(), flaws);
        return Batch.of(batch.number(), 0, twisted, row.ahead()).with(batch.sent());
    }

    static Envelope of(Envelope envelope, Versions here, Set<Flaw> flaws) {
        if (flaws.isEmpty()) {
            return envelope;
        }
        Versions seen = envelope.seen();
        if (flaws.contains(Flaw.LAST_WRITER_WINS)) {
            seen = here.get(envelope.site()) < envelope.seq() ? seen.joined(here) : seen;
        }
        List<PatientEvent> events = flaws.contains(Flaw.ACKNOWLEDGEMENT_COVERS_ALL)
                ? envelope.events().stream().map(Twist::covering).toList()
                : envelope.events();
        return new Envelope(
                envelope.site(),
                envelope.seq(),
                envelope.patient(),
                envelope.stay(),
                envelope.at(),
                seen,
                events);
    }

    private static PatientEvent covering(PatientEvent event) {
        return event instanceof AlarmAcknowledged e
                ? new AlarmAcknowledged(e.id(), e.at(), e.by(), Priority.HIGH)
                : event;
    }
}
