package io.vigil.core.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Tracker;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Chart;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientCommand.DeclareGap;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.Greet;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.ReportTechnical;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientCommand.SetSpo2Scale;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.AlarmReleased;
import io.vigil.core.patient.PatientEvent.ChartedByHand;
import io.vigil.core.patient.PatientEvent.DeviceAttached;
import io.vigil.core.patient.PatientEvent.DeviceDetached;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.core.patient.PatientEvent.LimitsChanged;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.PatientEvent.Spo2ScaleChanged;
import io.vigil.core.patient.PatientEvent.TechnicalReported;
import io.vigil.core.patient.PatientEvent.Transferred;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A patient's rules: what a command leads to, and what an event means.
 *
 * <p>{@code evolve} is total and silent: it takes any event in any state, and the same events in
 * the same order give the same state, live or replayed. {@code decide} never throws for input.
 */
public final class Patient {

    private Patient() {}

    public static Decision decide(PatientState state, PatientCommand command) {
        return switch (command) {
            case Observe c -> DeviceDecisions.observe(state, c);
            case ReportTechnical c -> DeviceDecisions.technical(state, c);
            case DeclareGap c -> DeviceDecisions.gap(state, c);
            case Greet c -> DeviceDecisions.greet(state, c);
            case Tick c -> DeviceDecisions.tick(state, c);
            case Contested c -> ConflictDecisions.contested(state, c);
            case Admit c -> CareDecisions.admit(state, c);
            case Transfer c -> CareDecisions.transfer(state, c);
            case Discharge c -> CareDecisions.discharge(state, c);
            case AttachDevice c -> CareDecisions.attach(state, c);
            case DetachDevice c -> CareDecisions.detach(state, c);
            case Chart c -> CareDecisions.chart(state, c);
            case Acknowledge c -> CareDecisions.acknowledge(state, c);
            case SetLimits c -> LimitDecisions.setLimits(state, c);
            case ConfirmLimits c -> LimitDecisions.confirm(state, c);
            case SetSpo2Scale c -> CareDecisions.setSpo2Scale(state, c);
        };
    }

    public static PatientState evolve(PatientState state, PatientEvent event) {
        return switch (event) {
            case Observed e -> observed(state, e);
            case TechnicalReported e ->
                state.withDevices(taken(state, e.device(), e.epoch(), e.seq(), e.at()));
            case GapDeclared e ->
                state.withDevices(taken(state, e.device(), e.epoch(), e.through(), e.at()));
            case ChartedByHand e ->
                new Judgement(state, null, e.at(), e.values(), 0, e.charted())
                        .state(state.devices());
            case AlarmRaised e -> raised(state, e);
            case AlarmEscalated e -> alarm(state, e);
            case AlarmEnded e -> ended(state, e);
            case AlarmAcknowledged e -> alarm(state, e);
            case AlarmReleased e -> alarm(state, e);
            case Admitted e -> admitted(state, e);
            case Transferred e -> transferred(state, e);
            case Discharged e -> discharged(state, e);
            case DeviceAttached e -> attached(state, e);
            case DeviceDetached e -> detached(state, e);
            case LimitsChanged e -> LimitDecisions.changed(state, e);
            case Spo2ScaleChanged e -> scaled(state, e);
        };
    }

    public static PatientState evolve(PatientState state, Iterable<PatientEvent> events) {
        PatientState next = state;
        for (PatientEvent event : events) {
            next = evolve(next, event);
        }
        return next;
    }

    /** With the score of the values that are there now. */
    public static PatientState rescored(PatientState state) {
        return new Judgement(state, null, PatientState.NEVER, Values.NONE, 0, Charted.NONE)
                .state(state.devices());
    }

    /**
     * When a {@link Tick} would next find something to do.
     *
     * @param heard when each device's last frame arrived, by the clock the tick will carry
     */
    public static OptionalLong nextDeadline(PatientState state, Map<DeviceId, Long> heard) {
        return DeviceDecisions.nextDeadline(state, heard);
    }

    private static PatientState observed(PatientState state, Observed e) {
        return new Judgement(state, e.device(), e.at(), e.values(), e.spot(), e.charted())
                .state(taken(state, e.device(), e.epoch(), e.seq(), e.at()));
    }

    private static Devices taken(
            PatientState state, DeviceId device, long epoch, long seq, long at) {
        DeviceMark mark = state.devices().get(device);
        if (mark == null) {
            mark = new DeviceMark(device, epoch, 0, at, true);
        }
        return state.devices().with(mark.taken(epoch, seq, at));
    }

    private static PatientState alarm(PatientState state, PatientEvent e) {
        Alarm before = state.alarms().get(AlarmHistory.subject(e));
        Alarm after = AlarmHistory.after(before, e);
        return after == null || after.equals(before)
                ? state
                : state.withAlarms(state.alarms().with(after));
    }

    private static PatientState raised(PatientState state, AlarmRaised e) {
        PatientState next = alarm(state, e);
        int place = Profiles.place(e.condition());
        if (place < 0) {
            return next;
        }
        boolean known = isRaisedSince(next.trackers().get(place), e.onset());
        return known ? next : next.withTracker(place, new Tracker.Raised(e.onset()));
    }

    private static PatientState ended(PatientState state, AlarmEnded e) {
        Alarm alarm = state.alarms().get(e.id());
        PatientState next = alarm(state, e);
        if (alarm == null) {
            return next;
        }
        int place = Profiles.place(alarm.condition());
        if (place < 0) {
            return next;
        }
        boolean same = isRaisedSince(next.trackers().get(place), alarm.onset());
        return same ? next.withTracker(place, Tracker.IDLE) : next;
    }

    private static boolean isRaisedSince(Tracker tracker, long onset) {
        return tracker.isRaised() && tracker.onsetOrZero() == onset;
    }

    private static PatientState admitted(PatientState state, Admitted e) {
        Admission admission = new Admission(
                e.name(), e.ward(), e.bed(), e.profile(), e.spo2Scale(), e.at(), null);
        return PatientState.fresh(
                state.id(), admission, state.limitsVersion() + 1, e.profile(), state.devices());
    }

    private static PatientState transferred(PatientState state, Transferred e) {
        Admission was = state.admission();
        return was == null ? state : state.withAdmission(was.inBed(e.ward(), e.bed()));
    }

    private static PatientState discharged(PatientState state, Discharged e) {
        Admission was = state.admission();
        return was == null
                ? state
                : state.withAdmission(was.closedAt(e.at()))
                        .withDevices(state.devices().allDetached())
                        .withAlarms(OpenAlarms.NONE)
                        .withTrackers(PatientState.IDLE);
    }

    private static PatientState attached(PatientState state, DeviceAttached e) {
        DeviceMark known = state.devices().get(e.device());
        DeviceMark mark = known != null && isAhead(known, e)
                ? new DeviceMark(e.device(), known.epoch(), known.seq(), e.at(), true)
                : new DeviceMark(e.device(), e.epoch(), e.seq(), e.at(), true);
        return state.withDevices(state.devices().with(mark));
    }

    private static boolean isAhead(DeviceMark known, DeviceAttached e) {
        return known.epoch() > e.epoch() || known.epoch() == e.epoch() && known.seq() > e.seq();
    }

    private static PatientState detached(PatientState state, DeviceDetached e) {
        DeviceMark mark = state.devices().get(e.device());
        return mark == null ? state : state.withDevices(state.devices().with(mark.detached()));
    }

    private static PatientState scaled(PatientState state, Spo2ScaleChanged e) {
        Admission was = state.admission();
        return was == null ? state : state.withAdmission(was.withSpo2Scale(e.scale()));
    }
}
