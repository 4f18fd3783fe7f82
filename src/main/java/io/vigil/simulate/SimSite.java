package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.DeclareGap;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.Reply;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.Outbox;
import io.vigil.replication.link.LinkEnd;
import io.vigil.replication.link.Peer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A site: its patients, devices' connections, and its end of the links. */
final class SimSite {

    private static final int TICK_MS = 5_000;
    private static final long LISTENED_MS = 90_000;

    /** How many of its outboxes read rows back at once. */
    private static final int READERS_MAX = 2;

    final SiteId id;
    final int place;
    final LinkEnd end;
    final Map<PatientId, SitePatient> patients = new LinkedHashMap<>();
    private final Stage stage;
    private final World world;
    private final Map<DeviceId, Long> heard = new HashMap<>();
    private final Map<String, SimSite> readers;
    private SimLinks links;
    private SimContests contests;
    private int reading;
    private long clockOffsetMs;
    private boolean isUp = true;
    private boolean isTicking = true;

    /** @param readers which site reads each topic */
    SimSite(LinkEnd end, int place, Map<String, SimSite> readers, Stage stage) {
        this.id = end.self();
        this.place = place;
        this.end = end;
        this.readers = readers;
        this.stage = stage;
        this.world = stage.world();
        this.links = new SimLinks(this, stage);
        this.contests = new SimContests(this, world);
        for (PatientId patient : stage.patients()) {
            patients.put(patient, new SitePatient(patient, this, stage));
        }
    }

    void start() {
        links.beat();
        world.after(world.upTo(TICK_MS), this::tick);
    }

    boolean isUp() {
        return isUp;
    }

    long now() {
        return world.now() + clockOffsetMs;
    }

    void jump(long ms) {
        clockOffsetMs += ms;
    }

    SimLinks links() {
        return links;
    }

    SimSite reader(String topic) {
        return known(readers.get(topic), topic);
    }

    SitePatient patient(PatientId patient) {
        return known(patients.get(patient), patient);
    }

    private PatientLife patientOf(DeviceId device) {
        return patient(known(stage.assigned().get(device), device)).life();
    }

    private static <T> T known(@Nullable T found, Object what) {
        if (found == null) {
            throw new IllegalArgumentException("nobody knows " + what);
        }
        return found;
    }

    Replica replica(PatientId patient) {
        return patient(patient).life().live();
    }

    /** Somebody may read rows back, until the turn is given back. */
    boolean takesTurn() {
        boolean isFree = reading < READERS_MAX;
        reading += isFree ? 1 : 0;
        return isFree;
    }

    void givesTurn() {
        reading--;
    }

    /** A patient's rows after {@code from} up to {@code through} count as sent to a peer. */
    void counted(SitePatient patient, SiteId peer, long from, long through) {
        stage.promises()
                .counted(
                        patient.id,
                        peer,
                        patient.journal.subList((int) from, (int) through),
                        peer(peer).patient(patient.id).durable().replica().marks());
    }

    private SimSite peer(SiteId peer) {
        for (Peer each : end.peers()) {
            if (each.site().equals(peer)) {
                return reader(each.topic());
            }
        }
        throw new IllegalArgumentException(peer + " is no peer of " + id);
    }

    // devices

    void hello(SimDevice device, long connection, long epoch) {
        if (isUp) {
            heard.put(device.id, now());
            long acked = patientOf(device.id).ackedOf(device.id, epoch);
            device.ready(this, connection, Math.max(0, acked), acked >= 0);
        }
    }

    void frame(SimDevice device, long connection, long epoch, Outbox.Next next) {
        if (!isUp) {
            return;
        }
        heard.put(device.id, now());
        PatientLife patient = patientOf(device.id);
        PatientCommand.FromDevice command = command(device.id, epoch, next);
        long through = next instanceof Outbox.Next.DeclareGap gap ? gap.through() : command.seq();
        Runnable ack = () -> device.ack(this, connection, through);
        boolean isHasty = stage.has(Flaw.ACKS_BEFORE_DURABLE);
        Decision decision = patient.decide(command, isHasty ? () -> {} : ack);
        world.happened(
                2,
                through * 16 + place,
                () -> id + " got " + command.seq() + " of " + device.id + ": "
                        + decision.reply().getClass().getSimpleName());
        switch (decision.reply()) {
            case Reply.Accepted r -> {
                if (isHasty) {
                    ack.run();
                }
            }
            case Reply.Repeated r -> {
                if (patient.ackedOf(device.id, epoch) >= command.seq()) {
                    device.ack(this, connection, patient.ackedOf(device.id, epoch));
                }
            }
            case Reply.OutOfOrder r -> device.expected(this, connection, r.expected());
            case Reply.NotAttached r -> device.unassigned(this, connection);
            case Reply r -> throw new BrokenPromise("a frame was answered " + r);
        }
    }

    private PatientCommand.FromDevice command(DeviceId device, long epoch, Outbox.Next next) {
        return switch (next) {
            case Outbox.Next.DeclareGap gap ->
                new DeclareGap(device, epoch, gap.seq(), gap.through(), now());
            case Outbox.Next.Send send ->
                switch (send.frame()) {
                    case Frame.Observation o ->
                        new Observe(
                                device,
                                epoch,
                                send.seq(),
                                o.at(),
                                o.values(),
                                o.spot(),
                                o.charted(),
                                now());
                    case Frame.Technical t ->
                        new PatientCommand.ReportTechnical(
                                device, epoch, send.seq(), t.at(), t.condition(), t.active());
                };
        };
    }

    // time and people

    /** Time leads to nothing new any more. */
    void decideNoMore() {
        isTicking = false;
    }

    private void tick() {
        world.after(TICK_MS, this::tick);
        if (!isUp || !isTicking) {
            return;
        }
        heard.values().removeIf(last -> now() - last > LISTENED_MS);
        for (SitePatient patient : patients.values()) {
            patient.life().decide(new Tick(now(), heard), () -> {});
        }
        contests.look();
    }

    Reply asked(PatientId patient, PatientCommand.FromPerson command) {
        return patient(patient).life().decide(command, () -> {}).reply();
    }

    // crashes

    void crash() {
        world.happened(5, place, () -> id + " crashes");
        isUp = false;
        links.crash();
        patients.values().forEach(SitePatient::crash);
        heard.clear();
    }

    void restart() {
        world.happened(6, place, () -> id + " starts again");
        isUp = true;
        reading = 0;
        links = new SimLinks(this, stage);
        contests = new SimContests(this, world);
        patients.values().forEach(SitePatient::restart);
        links.beat();
    }
}
