package io.vigil.core.replica;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Profiles;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;

/** A site under test, in the words of a story: it decides, and hears what others have decided. */
final class Site {

    static final PatientId PATIENT = new PatientId("p-1");
    static final DeviceId MONITOR = new DeviceId("monitor");
    static final WardId WARD = new WardId("icu-1");

    final SiteId id;
    final List<Envelope> log = new ArrayList<>();
    Replica replica;
    private HybridClock clock = HybridClock.START;
    private long seq;
    private boolean isGathering;
    private boolean isOpen;

    Site(String name) {
        id = new SiteId(name);
        replica = Replica.unknown(PATIENT, id);
    }

    /** A site that has taken nothing yet, and decides nothing. */
    static Site observer() {
        return new Site("observer");
    }

    Reply decide(PatientCommand command, long now) {
        Decision decision = replica.decide(command);
        record(decision.events(), now);
        return decision.reply();
    }

    void record(List<PatientEvent> events, long now) {
        if (events.isEmpty()) {
            return;
        }
        boolean isAdded = isOpen && !Replica.opensEnvelope(events);
        if (!isAdded) {
            clock = clock.tick(now);
            seq++;
        }
        Envelope part = replica.envelope(seq, clock.last(), events);
        replica = replica.decided(part);
        log.add(isAdded ? joined(log.removeLast(), part) : part);
        isOpen = isGathering;
    }

    private static Envelope joined(Envelope open, Envelope more) {
        List<PatientEvent> events = new ArrayList<>(open.events());
        events.addAll(more.events());
        return new Envelope(
                open.site(),
                open.seq(),
                open.patient(),
                open.stay(),
                open.at(),
                open.seen(),
                events);
    }

    /** From now on decisions share an envelope, until another site has a part in it. */
    Site gathers() {
        isGathering = true;
        return this;
    }

    /** What an envelope of the other says of alarms overtakes all before it. */
    Site hearsAhead(Site other, int place) {
        other.isOpen = false;
        isOpen = false;
        replica = replica.ahead(other.log.get(place));
        return this;
    }

    /** Takes all that the other has, in the order that it has it. */
    Site hears(Site other) {
        other.isOpen = false;
        other.log.forEach(this::take);
        return this;
    }

    boolean take(Envelope envelope) {
        Replica.Evolved evolved = replica.evolve(envelope);
        boolean isNew = evolved.replica() != replica;
        replica = evolved.replica();
        if (isNew) {
            isOpen = false;
            clock = clock.receive(envelope.at(), envelope.at().wallMs()).clock();
            log.add(envelope);
        }
        return evolved.missing() == null;
    }

    static void meet(Site one, Site other) {
        one.hears(other);
        other.hears(one);
    }

    SharedState shared() {
        return SharedState.of(replica);
    }

    PatientState patient() {
        return replica.patient();
    }

    // what happens to the patient

    Site admit(long now, String bed) {
        decide(new Admit(now, "lead", "Test Person", WARD, new BedId(bed), Profile.ADULT, 1), now);
        return this;
    }

    Site attach(long now, DeviceId device) {
        decide(new AttachDevice(now, "lead", device, 0, 0), now);
        return this;
    }

    Reply transfer(long now, String bed) {
        return decide(new Transfer(now, "lead", WARD, new BedId(bed)), now);
    }

    Reply discharge(long now) {
        return decide(new Discharge(now, "lead"), now);
    }

    Reply acknowledge(long now, Alarm alarm, Priority seen) {
        return decide(new Acknowledge(now, "nurse", alarm.id(), seen), now);
    }

    Reply limit(long now, String condition, double bound) {
        return limit(now, new LimitChange(condition, bound, null, null, null, null));
    }

    Reply limit(long now, LimitChange change) {
        return decide(new SetLimits(now, "lead", null, List.of(change)), now);
    }

    Site sample(long at, Vital vital, double value) {
        return sample(MONITOR, at, vital, value, 0);
    }

    Site spot(long at, Vital vital, double value) {
        return sample(MONITOR, at, vital, value, vital.bit());
    }

    Site sample(DeviceId device, long at, Vital vital, double value, int spot) {
        DeviceMark mark = patient().devices().get(device);
        long next = mark == null ? 1 : mark.ackedIn(1) + 1;
        decide(
                new Observe(device, 1, next, at, Values.of(vital, value), spot, Charted.NONE, at),
                at);
        return this;
    }

    Condition condition(String name) {
        return patient().conditions().get(Profiles.place(name));
    }

    Alarm open(String condition) {
        return patient().openAlarms().stream()
                .filter(alarm -> alarm.condition().equals(condition))
                .findFirst()
                .orElseThrow();
    }
}
