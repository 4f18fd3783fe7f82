package io.vigil.ops.simulate;

import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.Versions;

import java.util.List;
import java.util.Set;

/** What an envelope of another site becomes where merging is {@link Flaw flawed}. */
final class Twist {

    private Twist() {}

    static Envelope of(Envelope envelope, Versions here, Set<Flaw> flaws) {
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
