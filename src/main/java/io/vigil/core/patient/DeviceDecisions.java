package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Ids;
import io.vigil.core.Nullable;
import io.vigil.core.Refused;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand.DeclareGap;
import io.vigil.core.patient.PatientCommand.FromDevice;
import io.vigil.core.patient.PatientCommand.Greet;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.ReportTechnical;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.AlarmReleased;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.PatientEvent.TechnicalReported;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Readings;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What devices send, and what their silence means. */
final class DeviceDecisions {

    private DeviceDecisions() {}

    static Decision observe(PatientState state, Observe c) {
        Decision refusal = outOfTurn(state, c);
        if (refusal != null) {
            return refusal;
        }
        List<Refused> refused = new ArrayList<>(0);
        Observed observed = taken(c, refused);
        List<PatientEvent> events = new ArrayList<>(2);
        events.add(observed);
        heard(state, c.device(), observed.at(), events);
        signals(state, observed, events);
        new Judgement(
                        state,
                        c.device(),
                        observed.at(),
                        observed.values(),
                        observed.spot(),
                        observed.charted())
                .addAlarmsTo(events);
        release(state, events);
        Reply reply = refused.isEmpty() ? Reply.ACCEPTED : new Reply.Accepted(List.copyOf(refused));
        return new Decision(events, reply);
    }

    static Decision technical(PatientState state, ReportTechnical c) {
        Decision refusal = outOfTurn(state, c);
        if (refusal != null) {
            return refusal;
        }
        List<Refused> refused = refusedReport(state, c);
        boolean active = c.active() && refused.isEmpty();
        List<PatientEvent> events = new ArrayList<>(2);
        events.add(new TechnicalReported(
                c.device(), c.epoch(), c.seq(), c.at(), reported(c, refused), active));
        heard(state, c.device(), c.at(), events);
        Alarm current = state.alarms().current(c.condition(), c.device());
        if (active && current == null) {
            Priority priority = Conditions.priorityOfReported(c.condition());
            events.add(technicalAlarm(
                    state, c.condition(), c.device(), priority, c.at(), c.at(), null));
        } else if (!c.active() && current != null) {
            events.add(new AlarmEnded(current.id(), c.at()));
        }
        return new Decision(events, new Reply.Accepted(refused));
    }

    static Decision gap(PatientState state, DeclareGap c) {
        DeviceMark mark = state.devices().attached(c.device());
        if (mark == null || !state.isAdmitted()) {
            return Decision.answer(Reply.NOT_ATTACHED);
        }
        if (c.epoch() < mark.epoch()) {
            return Decision.answer(new Reply.StaleEpoch(mark.epoch()));
        }
        long acked = mark.ackedIn(c.epoch());
        if (c.through() < c.seq()) {
            return Decision.answer(
                    new Reply.Invalid(List.of(new Refused("through", "is before seq"))));
        }
        if (c.seq() > acked + 1) {
            return Decision.answer(new Reply.OutOfOrder(acked + 1));
        }
        if (c.through() <= acked) {
            return Decision.answer(Reply.REPEATED);
        }
        return Decision.accept(List.of(
                new GapDeclared(c.device(), c.epoch(), acked + 1, c.through(), mark.lastAt())));
    }

    /** A device whose clock is off is told of by an alarm, with the offset as its value. */
    static Decision greet(PatientState state, Greet c) {
        if (!state.isAdmitted() || state.devices().attached(c.device()) == null) {
            return Decision.answer(Reply.NOT_ATTACHED);
        }
        boolean skewed = Math.abs(c.deviceAt() - c.now()) > Bounds.CLOCK_SKEW_MS;
        Alarm current = state.alarms().current(Conditions.CLOCK_SKEW, c.device());
        if (skewed && current == null) {
            return Decision.accept(List.of(technicalAlarm(
                    state,
                    Conditions.CLOCK_SKEW,
                    c.device(),
                    Priority.LOW,
                    c.deviceAt(),
                    c.now(),
                    null)));
        }
        if (!skewed && current != null) {
            return Decision.accept(List.of(new AlarmEnded(current.id(), c.now())));
        }
        return Decision.answer(Reply.UNCHANGED);
    }

    static Decision tick(PatientState state, Tick c) {
        List<PatientEvent> events = new ArrayList<>(0);
        if (state.isAdmitted()) {
            for (DeviceMark mark : state.devices().attached()) {
                silence(
                        state,
                        mark,
                        c.now() - lastHeard(mark, c.heard(), c.now()),
                        c.now(),
                        events);
            }
        }
        return Decision.accept(events);
    }

    static OptionalLong nextDeadline(PatientState state, Map<DeviceId, Long> heard) {
        long next = Long.MAX_VALUE;
        if (state.isAdmitted()) {
            for (DeviceMark mark : state.devices().attached()) {
                Long last = heard.get(mark.device());
                if (last != null) {
                    next = Math.min(next, deadline(state, mark, last));
                }
            }
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    private static long deadline(PatientState state, DeviceMark mark, long last) {
        Alarm current = state.alarms().current(Conditions.NO_DATA, mark.device());
        if (current == null) {
            return last + Bounds.NO_DATA_MS;
        }
        return current.priority() == Priority.HIGH ? Long.MAX_VALUE : last + Bounds.NO_DATA_HIGH_MS;
    }

    private static long lastHeard(DeviceMark mark, Map<DeviceId, Long> heard, long now) {
        return heard.getOrDefault(mark.device(), now);
    }

    private static void silence(
            PatientState state,
            DeviceMark mark,
            long silentMs,
            long now,
            List<PatientEvent> events) {
        Alarm current = state.alarms().current(Conditions.NO_DATA, mark.device());
        Priority due = silentMs >= Bounds.NO_DATA_HIGH_MS ? Priority.HIGH : Priority.MEDIUM;
        if (silentMs < Bounds.NO_DATA_MS) {
            return;
        }
        if (current == null) {
            events.add(technicalAlarm(
                    state, Conditions.NO_DATA, mark.device(), due, mark.lastAt(), now, null));
        } else if (current.priority().isBelow(due)) {
            events.add(new AlarmEscalated(current.id(), now, due));
        }
    }

    /** The refusal of a frame that isn't next in turn, or null if it is. */
    private static @Nullable Decision outOfTurn(PatientState state, FromDevice c) {
        DeviceMark mark = state.devices().attached(c.device());
        if (mark == null || !state.isAdmitted()) {
            return Decision.answer(Reply.NOT_ATTACHED);
        }
        if (c.epoch() < mark.epoch()) {
            return Decision.answer(new Reply.StaleEpoch(mark.epoch()));
        }
        long acked = mark.ackedIn(c.epoch());
        if (c.seq() <= acked) {
            return Decision.answer(Reply.REPEATED);
        }
        return c.seq() == acked + 1 ? null : Decision.answer(new Reply.OutOfOrder(acked + 1));
    }

    /** What of the frame counts: a time no device can have yet takes its values with it. */
    static Observed taken(Observe c, List<Refused> refused) {
        if (c.at() <= 0 || c.at() > c.now() + Bounds.FUTURE_MS_MAX) {
            refused.add(new Refused("at", "not a time between 1970 and a day from now"));
            return new Observed(
                    c.device(), c.epoch(), c.seq(), c.now(), Values.NONE, 0, Charted.NONE);
        }
        Values plausible = plausible(c.values(), refused);
        return new Observed(
                c.device(),
                c.epoch(),
                c.seq(),
                c.at(),
                plausible,
                c.spot() & plausible.mask(),
                c.charted());
    }

    static Values plausible(Values values, List<Refused> refused) {
        int kept = values.mask();
        int place = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            if (!vital.isPlausible(values.number(place))) {
                kept &= ~vital.bit();
                refused.add(new Refused(vital.code(), implausible(vital)));
            }
        }
        return values.keep(kept);
    }

    private static String implausible(Vital vital) {
        return "outside the plausible range "
                + (long) vital.plausibleLow()
                + " to "
                + (long) vital.plausibleHigh()
                + " "
                + vital.ucum();
    }

    /** A frame ends the silence and the doubt about the device's clock. */
    private static void heard(
            PatientState state, DeviceId device, long at, List<PatientEvent> events) {
        if (state.alarms().isEmpty()) {
            return;
        }
        end(state.alarms().current(Conditions.NO_DATA, device), at, events);
        end(state.alarms().current(Conditions.CLOCK_SKEW, device), at, events);
    }

    private static void end(@Nullable Alarm current, long at, List<PatientEvent> events) {
        if (current != null) {
            events.add(new AlarmEnded(current.id(), at));
        }
    }

    /** A vital that this device used to send: missing for too long, or back. */
    private static void signals(PatientState state, Observed e, List<PatientEvent> events) {
        for (int place = 0; place < Vital.COUNT; place++) {
            Vital vital = Vital.at(place);
            if (e.values().has(vital)) {
                if (!state.alarms().isEmpty()) {
                    end(state.alarms().current(Conditions.signalLost(vital), null), e.at(), events);
                }
            } else if (state.readings().has(vital) && isMissing(state.readings(), vital, e)) {
                lost(state, vital, e, events);
            }
        }
    }

    private static boolean isMissing(Readings last, Vital vital, Observed e) {
        return !last.isSpot(vital)
                && e.at() - last.at(vital) >= Bounds.SIGNAL_LOST_MS
                && e.device().equals(last.device(vital));
    }

    private static void lost(
            PatientState state, Vital vital, Observed e, List<PatientEvent> events) {
        long since = state.readings().at(vital);
        String condition = Conditions.signalLost(vital);
        if (state.alarms().current(condition, null) == null) {
            events.add(technicalAlarm(
                    state, condition, e.device(), Priority.LOW, since, e.at(), vital));
        }
    }

    private static List<Refused> refusedReport(PatientState state, ReportTechnical c) {
        if (!Ids.isValid(c.condition())) {
            return List.of(new Refused("condition", "must match [A-Za-z0-9._-]{1,64}"));
        }
        if (Conditions.isReserved(c.condition())) {
            return List.of(new Refused("condition", "is a condition of the server's own"));
        }
        long reported = state.openAlarms().stream()
                .filter(a -> c.device().equals(a.device()))
                .count();
        return reported >= Bounds.REPORTED_CONDITIONS_MAX
                ? List.of(new Refused("condition", "too many conditions of this device are open"))
                : List.of();
    }

    private static String reported(ReportTechnical c, List<Refused> refused) {
        return refused.isEmpty() ? c.condition() : "refused";
    }

    /** Two devices may fall silent on the same millisecond: the second one's id is one later. */
    private static AlarmRaised technicalAlarm(
            PatientState state,
            String condition,
            DeviceId device,
            Priority priority,
            long onset,
            long at,
            @Nullable Vital vital) {
        AlarmId id = AlarmId.of(state.id(), condition, onset);
        long free = onset;
        while (isOfAnother(state.alarms().get(id), device)) {
            free++;
            id = AlarmId.of(state.id(), condition, free);
        }
        return new AlarmRaised(
                id, condition, vital, device, Kind.TECHNICAL, priority, onset, at, null, null);
    }

    private static boolean isOfAnother(@Nullable Alarm open, DeviceId device) {
        return open != null && !device.equals(open.device());
    }

    /** Keeps the number of open alarms bounded: the oldest latched of a condition goes first. */
    private static void release(PatientState state, List<PatientEvent> events) {
        if (state.openAlarms().size() < Bounds.OPEN_ALARMS_MAX) {
            return;
        }
        for (PatientEvent event : List.copyOf(events)) {
            if (event instanceof AlarmRaised raised) {
                state.openAlarms().stream()
                        .filter(old -> old.ended() != null)
                        .filter(old -> old.condition().equals(raised.condition()))
                        .findFirst()
                        .ifPresent(old -> events.add(new AlarmReleased(old.id(), raised.at())));
            }
        }
    }
}
