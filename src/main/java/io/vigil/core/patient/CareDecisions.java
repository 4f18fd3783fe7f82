package io.vigil.core.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Refused;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Chart;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.SetSpo2Scale;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmReleased;
import io.vigil.core.patient.PatientEvent.ChartedByHand;
import io.vigil.core.patient.PatientEvent.DeviceAttached;
import io.vigil.core.patient.PatientEvent.DeviceDetached;
import io.vigil.core.patient.PatientEvent.Discharged;
import io.vigil.core.patient.PatientEvent.Spo2ScaleChanged;
import io.vigil.core.vitals.Values;

import java.util.ArrayList;
import java.util.List;

/** What people ask of a patient: the stay, the devices, the chart and acknowledgements. */
final class CareDecisions {

    private static final Reply NOT_ADMITTED = new Reply.NotFound("no such admitted patient");

    private CareDecisions() {}

    static Decision admit(PatientState state, Admit c) {
        List<Refused> problems = problems(c);
        if (!problems.isEmpty()) {
            return Decision.answer(new Reply.Invalid(problems));
        }
        if (!state.isAdmitted()) {
            return Decision.accept(List.of(new Admitted(
                    c.now(), c.by(), c.name(), c.ward(), c.bed(), c.profile(), c.spo2Scale())));
        }
        Admission stay = state.stay();
        if (stay.ward().equals(c.ward()) && stay.bed().equals(c.bed())) {
            return Decision.answer(Reply.UNCHANGED);
        }
        return Decision.answer(new Reply.Conflict("already admitted to ward "
                + stay.ward()
                + " bed "
                + stay.bed()
                + ": transfer the patient instead"));
    }

    private static List<Refused> problems(Admit c) {
        List<Refused> problems = new ArrayList<>(0);
        if (c.name().isBlank() || c.name().length() > Bounds.NAME_LENGTH_MAX) {
            problems.add(new Refused(
                    "name", "must have 1 to " + Bounds.NAME_LENGTH_MAX + " characters"));
        }
        if (c.spo2Scale() != 1 && c.spo2Scale() != 2) {
            problems.add(new Refused("spo2Scale", "must be 1 or 2"));
        }
        return problems;
    }

    static Decision transfer(PatientState state, Transfer c) {
        if (!state.isAdmitted()) {
            return Decision.answer(NOT_ADMITTED);
        }
        if (new Claimed.Bed(c.ward(), c.bed()).isOf(state)) {
            return Decision.answer(Reply.UNCHANGED);
        }
        return Decision.accept(ConflictDecisions.transferred(state, c));
    }

    /** Ends every alarm first, so that each has its end in history. */
    static Decision discharge(PatientState state, Discharge c) {
        if (state.admission() == null) {
            return Decision.answer(NOT_ADMITTED);
        }
        if (!state.isAdmitted()) {
            return Decision.answer(Reply.UNCHANGED);
        }
        List<PatientEvent> events = new ArrayList<>();
        for (Alarm alarm : state.openAlarms()) {
            close(alarm, c.now(), events);
        }
        events.add(new Discharged(c.now(), c.by()));
        return Decision.accept(events);
    }

    private static void close(Alarm alarm, long at, List<PatientEvent> events) {
        if (alarm.ended() == null) {
            events.add(new AlarmEnded(alarm.id(), at));
        }
        if (alarm.withEnded(at).isOpen()) {
            events.add(new AlarmReleased(alarm.id(), at));
        }
    }

    static Decision attach(PatientState state, AttachDevice c) {
        if (!state.isAdmitted()) {
            return Decision.answer(NOT_ADMITTED);
        }
        if (state.devices().attached(c.device()) != null) {
            return Decision.answer(Reply.UNCHANGED);
        }
        if (state.devices().attached().size() >= Bounds.DEVICES_PER_PATIENT_MAX) {
            return Decision.answer(new Reply.Conflict("the patient has "
                    + Bounds.DEVICES_PER_PATIENT_MAX
                    + " devices already: detach one first"));
        }
        return Decision.accept(
                List.of(new DeviceAttached(c.now(), c.by(), c.device(), c.epoch(), c.seq())));
    }

    /** What only this device could end, its leaving ends. */
    static Decision detach(PatientState state, DetachDevice c) {
        if (state.devices().attached(c.device()) == null) {
            return Decision.answer(Reply.UNCHANGED);
        }
        List<PatientEvent> events = new ArrayList<>();
        for (Alarm alarm : state.openAlarms()) {
            if (c.device().equals(alarm.device()) && alarm.ended() == null) {
                events.add(new AlarmEnded(alarm.id(), c.now()));
            }
        }
        events.add(new DeviceDetached(c.now(), c.by(), c.device()));
        return Decision.accept(events);
    }

    static Decision chart(PatientState state, Chart c) {
        if (!state.isAdmitted()) {
            return Decision.answer(NOT_ADMITTED);
        }
        List<Refused> problems = new ArrayList<>();
        Values plausible = DeviceDecisions.plausible(c.values(), problems);
        if (c.at() <= 0 || c.at() > c.now() + Bounds.CLOCK_SKEW_MS) {
            problems.add(new Refused("at", "must not be in the future"));
        }
        if (plausible.isEmpty() && c.charted().isEmpty() && problems.isEmpty()) {
            problems.add(new Refused("values", "nothing to chart"));
        }
        if (!problems.isEmpty()) {
            return Decision.answer(new Reply.Invalid(List.copyOf(problems)));
        }
        List<PatientEvent> events = new ArrayList<>();
        events.add(new ChartedByHand(c.at(), c.by(), plausible, c.charted()));
        new Judgement(state, null, c.at(), plausible, 0, c.charted()).addAlarmsTo(events);
        return Decision.accept(events);
    }

    /** The priority that the clinician saw must be at least what the alarm has become. */
    static Decision acknowledge(PatientState state, Acknowledge c) {
        Alarm alarm = state.alarms().get(c.alarm());
        if (alarm == null) {
            return Decision.answer(new Reply.NotFound("no open alarm " + c.alarm()));
        }
        if (c.priority().isBelow(alarm.priority())) {
            return Decision.answer(new Reply.Conflict("the alarm is "
                    + alarm.priority().code()
                    + " now, not "
                    + c.priority().code()
                    + ": look again before acknowledging"));
        }
        return alarm.isSeen()
                ? Decision.answer(Reply.UNCHANGED)
                : Decision.accept(List.of(
                        new AlarmAcknowledged(alarm.id(), c.now(), c.by(), alarm.priority())));
    }

    static Decision setSpo2Scale(PatientState state, SetSpo2Scale c) {
        if (!state.isAdmitted()) {
            return Decision.answer(NOT_ADMITTED);
        }
        if (c.scale() != 1 && c.scale() != 2) {
            return Decision.answer(
                    new Reply.Invalid(List.of(new Refused("scale", "must be 1 or 2"))));
        }
        return c.scale() == state.stay().spo2Scale()
                ? Decision.answer(Reply.UNCHANGED)
                : Decision.accept(List.of(new Spo2ScaleChanged(c.now(), c.by(), c.scale())));
    }
}
