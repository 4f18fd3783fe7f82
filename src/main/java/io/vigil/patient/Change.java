package io.vigil.patient;

import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.Replica;

import java.util.List;

/** What has been decided or has come, as it changes a patient. */
public sealed interface Change {

    List<PatientEvent> events();

    Replica after(Replica before);

    /** Decided here, of a patient of one site. */
    record Decided(List<PatientEvent> events) implements Change {

        @Override
        public Replica after(Replica before) {
            return Replica.alone(Patient.evolve(before.patient(), events));
        }
    }

    /** An envelope in its turn: a part of an own one, or another site's. */
    record InTurn(Envelope envelope) implements Change {

        @Override
        public List<PatientEvent> events() {
            return envelope.events();
        }

        @Override
        public Replica after(Replica before) {
            return before.with(envelope);
        }
    }

    /** What another site's envelope says of alarms, before its turn. */
    record Ahead(Envelope envelope) implements Change {

        @Override
        public List<PatientEvent> events() {
            return envelope.events();
        }

        @Override
        public Replica after(Replica before) {
            return before.ahead(envelope);
        }
    }
}
