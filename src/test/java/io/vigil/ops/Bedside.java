package io.vigil.ops;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A patient under Vigil's own rules with one device, without server or clock: frames go in with
 * their times, the time between them passes when a rule waits for it, events come out.
 */
final class Bedside {

    private static final DeviceId DEVICE = new DeviceId("monitor");
    private static final long EPOCH = 1;

    private final Consumer<PatientEvent> events;
    private PatientState state;
    private long seq;
    private long heardAt;

    Bedside(PatientId patient, Profile profile, long at, Consumer<PatientEvent> events) {
        this.events = events;
        this.state = PatientState.unknown(patient);
        this.heardAt = at;
        decide(new PatientCommand.Admit(
                at, "lead", "Nobody", new WardId("w"), new BedId("1"), profile, 1));
        decide(new PatientCommand.AttachDevice(at, "lead", DEVICE, EPOCH, 0));
    }

    PatientState state() {
        return state;
    }

    /** A frame that arrives the moment it was measured. */
    void observe(long at, Values values, int spot, Charted charted) {
        pass(at);
        seq++;
        heardAt = at;
        decide(new PatientCommand.Observe(DEVICE, EPOCH, seq, at, values, spot, charted, at));
    }

    /** The device's own condition comes or goes. */
    void report(long at, String condition, boolean isActive) {
        pass(at);
        seq++;
        heardAt = at;
        decide(new PatientCommand.ReportTechnical(DEVICE, EPOCH, seq, at, condition, isActive));
    }

    /** Lets the time pass up to here. */
    void pass(long until) {
        OptionalLong deadline = Patient.nextDeadline(state, heard());
        while (deadline.isPresent() && deadline.getAsLong() <= until) {
            decide(new PatientCommand.Tick(deadline.getAsLong(), heard()));
            OptionalLong next = Patient.nextDeadline(state, heard());
            if (next.equals(deadline)) {
                throw new IllegalStateException("nothing came of the deadline " + deadline);
            }
            deadline = next;
        }
    }

    void decide(PatientCommand command) {
        Decision decision = Patient.decide(state, command);
        if (!(decision.reply() instanceof Reply.Accepted)) {
            throw new IllegalStateException(command + " was answered " + decision.reply());
        }
        for (PatientEvent event : decision.events()) {
            state = Patient.evolve(state, event);
            events.accept(event);
        }
    }

    private Map<DeviceId, Long> heard() {
        return Map.of(DEVICE, heardAt);
    }
}
