package io.vigil.ops.drill;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Reply;
import io.vigil.ops.replay.Frame;

import java.util.ArrayList;
import java.util.List;

/**
 * Knows which alarms a device's frames must raise: the rules, fed with what the device sends, in its
 * order. Alarms of the equipment are left out: they depend on when frames arrive, as a fault does.
 */
final class Oracle {

    private static final String LEAD = "drill";
    private static final long EPOCH = 1;

    private final DeviceId device;
    private PatientState state;
    private long seq;

    Oracle(PatientId patient, DeviceId device, Profile profile, long at) {
        this.device = device;
        this.state = PatientState.unknown(patient);
        decide(new PatientCommand.Admit(
                at, LEAD, "Nobody", new WardId("w"), new BedId("1"), profile, 1));
        decide(new PatientCommand.AttachDevice(at, LEAD, device, EPOCH, 0));
    }

    /** Takes the device's next frame; the alarms that it must raise. */
    List<AlarmId> take(Frame frame) {
        seq++;
        return decide(
                switch (frame) {
                    case Frame.Observation(var at, var values, var spot, var charted) ->
                        new PatientCommand.Observe(
                                device, EPOCH, seq, at, values, spot, charted, at);
                    case Frame.Technical(var at, var condition, var active) ->
                        new PatientCommand.ReportTechnical(
                                device, EPOCH, seq, at, condition, active);
                });
    }

    private List<AlarmId> decide(PatientCommand command) {
        Decision decision = Patient.decide(state, command);
        if (!(decision.reply() instanceof Reply.Accepted)) {
            throw new IllegalStateException(command + " was answered " + decision.reply());
        }
        state = Patient.evolve(state, decision.events());
        List<AlarmId> raised = new ArrayList<>();
        for (PatientEvent event : decision.events()) {
            if (event instanceof PatientEvent.AlarmRaised alarm
                    && alarm.kind() == Kind.PHYSIOLOGICAL) {
                raised.add(alarm.id());
            }
        }
        return raised;
    }
}
