package io.vigil.core.patient;

import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.Observed;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Judges one device's frames beside its patient, for the time that the patient can't: the same
 * limits on the same samples raise the same alarms under the same ids, so that what is announced
 * from here and from there is one alarm.
 *
 * <p>It sees a single device. Scores, which need the values of others, and what runs on time stay
 * the patient's own.
 *
 * @param state the patient as far as this device's frames make it
 */
public record Sentry(PatientState state) {

    /** What a frame led to: limit alarms raised, and the sentry after it. */
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
                    && alarm.vital() != null) {
                raised.add(alarm);
            }
        }
        return new Judged(new Sentry(judgement.state(state.devices())), raised);
    }

    /**
     * What the patient says of itself now. It is behind the frames on their way to the journal, so it
     * is taken only where something of the stay has changed.
     */
    public Sentry told(PatientState now) {
        boolean isSame = Objects.equals(now.admission(), state.admission())
                && now.conditions().equals(state.conditions());
        return isSame ? this : new Sentry(now);
    }
}
