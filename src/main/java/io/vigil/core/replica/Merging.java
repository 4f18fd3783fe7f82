package io.vigil.core.replica;

import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientEvent;
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
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profiles;
import io.vigil.core.patient.Row;
import io.vigil.core.replica.Merge.Discharge;
import io.vigil.core.replica.Merge.Person;
import io.vigil.core.replica.Merge.Place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One envelope on its way into a replica: its events become facts, and what they have touched of the
 * patient that is shown is derived from the facts anew. A site's own go the same way; only they move
 * its detection memory as they did when they were decided.
 */
final class Merging {

    private final Envelope envelope;
    private final Versions context;
    private final boolean isOwn;
    private final Merge before;

    private PatientState patient;
    private Versions life;
    private int stay;
    /** The stay that the event at hand was decided in. */
    private int decidedIn;

    private Siblings<Person> people;
    private Siblings<Place> places;
    private Siblings<Integer> scales;
    private List<Siblings<Condition>> limits;
    private Map<DeviceId, Siblings<Boolean>> devices;
    private List<Discharge> discharges;
    private Map<AlarmId, AlarmFacts> alarms;
    private Map<Merge.ConditionOf, Long> endedThrough;
    private boolean isStayTouched;
    private boolean isLimitsTouched;
    private boolean isAlarmsTouched;
    private boolean isScoreTouched;

    Merging(PatientState patient, Merge before, Envelope envelope) {
        this.patient = patient;
        this.before = before;
        this.envelope = envelope;
        this.context = envelope.context();
        this.isOwn = envelope.site().equals(before.self());
        this.life = before.life();
        this.stay = before.stay();
        this.decidedIn = envelope.stay();
        this.people = before.people();
        this.places = before.places();
        this.scales = before.scales();
        this.limits = before.limits();
        this.devices = before.devices();
        this.discharges = before.discharges();
        this.alarms = before.alarms();
        this.endedThrough = before.endedThrough();
    }

    Replica merged() {
        boolean closes = envelope.events().stream().anyMatch(Discharged.class::isInstance);
        for (PatientEvent event : envelope.events()) {
            take(event, closes);
            closes &= !(event instanceof Discharged);
        }
        return derived(before.marks().with(envelope.site(), envelope.seq()));
    }

    /** Only what it says of alarms, which needs no order; the envelope itself is still to come. */
    Replica ahead() {
        if (envelope.events().stream().noneMatch(Discharged.class::isInstance)) {
            for (PatientEvent event : envelope.events()) {
                if (AlarmHistory.subject(event) != null) {
                    takeAlarm(event, false);
                }
            }
        }
        return derived(before.marks());
    }

    private void take(PatientEvent event, boolean closes) {
        switch (event) {
            case Observed e -> sampled(e, e.device(), e.epoch(), e.seq());
            case TechnicalReported e -> counted(e);
            case GapDeclared e -> counted(e);
            case ChartedByHand e -> charted(e);
            case AlarmRaised e -> {
                lives();
                takeAlarm(e, false);
            }
            case AlarmEscalated e -> takeAlarm(e, false);
            case AlarmEnded e -> takeAlarm(e, closes);
            case AlarmAcknowledged e -> takeAlarm(e, false);
            case AlarmReleased e -> takeAlarm(e, closes);
            case Admitted e -> admitted(e);
            case Transferred e -> transferred(e);
            case Discharged e -> discharged(e);
            case DeviceAttached e -> attached(e);
            case DeviceDetached e -> writeDevice(e.device(), false);
            case LimitsChanged e -> limitsChanged(e);
            case Spo2ScaleChanged e -> scaled(e);
        }
    }

    // what devices and people measure

    private void sampled(Observed e, DeviceId device, long epoch, long seq) {
        lives();
        if (decidedIn == stay) {
            counted(e);
            tied(Ties.settled(patient, e));
        } else {
            counted(new GapDeclared(device, epoch, seq, seq, e.at()));
        }
    }

    /** Moves the device's mark, and whatever else the patient's own rules do with it. */
    private void counted(PatientEvent event) {
        patient = Patient.evolve(patient, event);
    }

    private void charted(ChartedByHand e) {
        lives();
        if (decidedIn == stay) {
            counted(e);
            tied(Ties.settled(patient, e));
        }
    }

    private void tied(PatientState settled) {
        isScoreTouched |= settled != patient;
        patient = settled;
    }

    private void lives() {
        life = life.with(envelope.site(), envelope.seq());
    }

    // the stay

    private void admitted(Admitted e) {
        lives();
        decidedIn++;
        isStayTouched = true;
        isLimitsTouched = true;
        isScoreTouched = true;
        if (decidedIn > stay) {
            stay = decidedIn;
            patient = Patient.evolve(patient, e);
        } else {
            patient = patient.withConditions(patient.limitsVersion() + 1, patient.conditions());
        }
        people = people.written(envelope, context, new Person(e.name(), e.profile(), e.at()));
        places = places.written(envelope, context, new Place(e.ward(), e.bed()));
        scales = scales.written(envelope, context, e.spo2Scale());
        Row<Condition> ofProfile = Profiles.conditions(e.profile());
        List<Siblings<Condition>> written = new ArrayList<>(limits.size());
        for (int place = 0; place < limits.size(); place++) {
            written.add(limits.get(place).written(envelope, context, ofProfile.get(place)));
        }
        limits = List.copyOf(written);
        settleDischarges();
        forgetAttachments();
    }

    /** What the new stay has seen of the old one's end is final. */
    private void settleDischarges() {
        isAlarmsTouched = true;
        // Also an alarm that is known here only since this envelope's own discharge has closed it.
        for (AlarmFacts facts : List.copyOf(alarms.values())) {
            AlarmFacts settled = facts.settled(context);
            if (settled != facts) {
                put(settled);
            }
        }
        discharges = undischarged();
    }

    private List<Discharge> undischarged() {
        return discharges.stream().filter(each -> !context.covers(each.dot())).toList();
    }

    private void forgetAttachments() {
        Map<DeviceId, Siblings<Boolean>> kept = new HashMap<>();
        devices.forEach((device, written) -> {
            Siblings<Boolean> unseen = written.without(context);
            if (!unseen.all().isEmpty()) {
                kept.put(device, unseen);
            }
        });
        devices = Map.copyOf(kept);
    }

    private void transferred(Transferred e) {
        lives();
        isStayTouched = true;
        places = places.written(envelope, context, new Place(e.ward(), e.bed()));
        if (!discharges.isEmpty()) {
            discharges = undischarged();
        }
        if (isOwn) {
            counted(e);
        }
    }

    private void discharged(Discharged e) {
        isStayTouched = true;
        List<Discharge> next = new ArrayList<>(undischarged());
        next.add(new Discharge(envelope.dot(), context, e.at()));
        next.sort(Comparator.comparing(Discharge::dot));
        discharges = List.copyOf(next);
        if (isOwn) {
            counted(e);
        }
    }

    private void attached(DeviceAttached e) {
        lives();
        DeviceMark known = patient.devices().get(e.device());
        DeviceMark mark = known == null
                ? new DeviceMark(e.device(), e.epoch(), e.seq(), e.at(), true)
                : known.taken(e.epoch(), e.seq(), e.at());
        patient = patient.withDevices(patient.devices().with(mark));
        writeDevice(e.device(), true);
    }

    private void writeDevice(DeviceId device, boolean isAttached) {
        isStayTouched = true;
        Map<DeviceId, Siblings<Boolean>> next = new HashMap<>(devices);
        next.put(
                device,
                next.getOrDefault(device, Siblings.none()).written(envelope, context, isAttached));
        devices = Remembered.devices(Map.copyOf(next));
    }

    private void scaled(Spo2ScaleChanged e) {
        isStayTouched = true;
        isScoreTouched = true;
        scales = scales.written(envelope, context, e.scale());
        if (isOwn) {
            counted(e);
        }
    }

    private void limitsChanged(LimitsChanged e) {
        isLimitsTouched = true;
        long version = patient.limitsVersion() + 1;
        if (isOwn) {
            counted(e);
        }
        patient = patient.withConditions(version, patient.conditions());
        List<Siblings<Condition>> next = new ArrayList<>(limits);
        for (Condition condition : e.conditions()) {
            int place = Profiles.place(condition.name());
            if (place >= 0) {
                next.set(place, next.get(place).written(envelope, context, condition));
            }
        }
        limits = List.copyOf(next);
    }

    // alarms

    private void takeAlarm(PatientEvent event, boolean closes) {
        AlarmId id = AlarmHistory.subject(event);
        if (id == null) {
            return;
        }
        isAlarmsTouched = true;
        AlarmFacts was = alarms.getOrDefault(id, AlarmFacts.none(id));
        AlarmFacts is = switch (event) {
            case AlarmRaised e -> was.raised(e, envelope.site());
            case AlarmEscalated e -> was.escalated(e.priority());
            case AlarmAcknowledged e ->
                was.acknowledged(new Acknowledgement(e.by(), e.at(), e.priority()));
            case AlarmEnded e -> closes ? was.closed(envelope.dot(), e.at()) : was.ended(e.at());
            case AlarmReleased e -> closes ? was.closed(envelope.dot(), e.at()) : was.letGo();
            case PatientEvent other -> was;
        };
        put(is.touchedBy(envelope.dot()));
        if (isOwn && event instanceof AlarmRaised e && is.ended() == null) {
            patient = Trackers.raised(patient, e);
        }
    }

    private void put(AlarmFacts facts) {
        if (alarms == before.alarms()) {
            alarms = new HashMap<>(alarms);
        }
        alarms.put(facts.id(), facts);
        AlarmRaised raise = facts.raise();
        if (raise == null || !facts.wasEnded()) {
            return;
        }
        Merge.ConditionOf condition = new Merge.ConditionOf(raise.condition(), raise.device());
        long onset = Onsets.of(facts.id());
        Long known = endedThrough.get(condition);
        if (known == null || known < onset) {
            Map<Merge.ConditionOf, Long> next = new HashMap<>(endedThrough);
            next.put(condition, onset);
            if (next.size() > Bounds.ENDED_CONDITIONS_MAX) {
                next.remove(Onsets.oldest(next));
            }
            endedThrough = Map.copyOf(next);
        }
    }

    // what is shown

    private Replica derived(Versions marks) {
        Merge after = new Merge(
                before.self(),
                marks,
                life,
                stay,
                people,
                places,
                scales,
                limits,
                devices,
                discharges,
                alarms == before.alarms() ? alarms : Map.copyOf(alarms),
                endedThrough,
                before.seenBy());
        boolean mayTurn = !discharges.isEmpty() && life != before.life();
        if (isStayTouched || mayTurn) {
            patient = Shown.stay(patient, after);
        } else if (!isOwn) {
            patient = Shown.devices(patient, after);
        }
        if (isLimitsTouched) {
            patient = Shown.limits(patient, after);
        }
        if (isAlarmsTouched || isStayTouched || mayTurn) {
            patient = Shown.alarms(patient, after);
        }
        if (!isOwn || isAlarmsTouched || isStayTouched || mayTurn) {
            patient = Trackers.reconciled(patient, after);
        }
        if (isScoreTouched || !isOwn) {
            patient = Patient.rescored(patient);
        }
        Map<AlarmId, AlarmFacts> remembered = Remembered.alarms(after);
        return new Replica(
                patient,
                remembered == after.alarms()
                        ? after
                        : after.withSeenBy(after.seenBy(), remembered));
    }
}
