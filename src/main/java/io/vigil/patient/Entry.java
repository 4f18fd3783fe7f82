package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Envelope;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;

/**
 * What waits for the journal: events, and who is to be told when they are durable. An entry without
 * events waits for all that was decided before it. Whoever plays a patient has its own kinds.
 */
public interface Entry {

    List<PatientEvent> events();

    /** A frame. {@code seq}: the highest that it covers. */
    record Frame(
            List<PatientEvent> events,
            DeviceId device,
            long epoch,
            long seq,
            long receivedNanos,
            ActorRef<DeviceNotice> session)
            implements Entry {}

    record Person(List<PatientEvent> events, Asked asked) implements Entry {}

    /** What time or a hello led to: nobody waits for it. */
    record Server(List<PatientEvent> events) implements Entry {}

    /** What another site has decided: a row of its own, even without events. */
    record Foreign(Envelope envelope, boolean ahead) implements Entry {

        @Override
        public List<PatientEvent> events() {
            return envelope.events();
        }
    }
}
