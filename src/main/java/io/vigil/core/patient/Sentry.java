package io.vigil.core.patient;

import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.Observed;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges one device's frames beside its patient, for the time that the patient can't: the same
 * limits on the same samples raise the same alarms under the same ids, so that what is announced
 * from here and from there is one alarm.
 *
 * <p>It sees a single device. So it judges scores only of a patient whose one device it is, and what
 * runs on time stays the patient's own.
 *
 * @param state the patient as far as this device's frames make it
 */
public record Sentry(PatientState state) {

    /** What a frame led to: alarms of limits and scores raised, and the sentry after it. */
    public record Judged(Sentry next, List<AlarmRaised> raised) {}

    /** Looks at a frame, whatever its place in the sequence. */
    public Judged judge(Observe frame) {
        Observed observed = DeviceDecisions.taken(frame, new ArrayList<>(0));
        Judgement judgement = new Judgement(
                state,
                observed.device(),
                observed.at(),
                observed.values(),
                observed.spot(),
                observed.charted());
        List<PatientEvent> alarms = new ArrayList<>(0);
        judgement.addAlarmsTo(alarms);
        List<AlarmRaised> raised = new ArrayList<>(0);
        for (PatientEvent event : alarms) {
            if (event instanceof AlarmRaised alarm
                    && alarm.kind() == Kind.PHYSIOLOGICAL
                    && (alarm.vital() != null || isAllThereIs())) {
                raised.add(alarm);
            }
        }
        return new Judged(new Sentry(judgement.state(state.devices())), raised);
    }

    /** Whether every value that a score is made of passes here, or is charted by hand. */
    private boolean isAllThereIs() {
        return state.devices().attached().size() == 1;
    }
}
