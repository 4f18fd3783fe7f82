package io.vigil.ops.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.DeclareGap;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.Reply;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridClock;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.OutboxCursor;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.Outbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A site: patients, devices' connections, a store that takes its time, and links to its peers. */
final class SimSite {

    private static final int WRITE_MS_MAX = 20;
    private static final int STALL_MS_MAX = 2_000;
    private static final int STALL_PER_MILLE = 5;
    private static final int PUMP_MS = 5;
    private static final int BURST = 16;
    private static final int AGAIN_MS = 2_500;
    private static final int TICK_MS = 5_000;
    private static final long LISTENED_MS = 90_000;
    private static final int CURSOR_KEPT_EVERY = 8;

    /** What this site knows of one peer: what is still to be sent. */
    private static final class Peer {
        final SimSite site;
        OutboxCursor outbox = new OutboxCursor();
        final Map<PatientId, Long> kept = new HashMap<>();
        boolean isPumping;

        Peer(SimSite site) {
            this.site = site;
        }
    }

    final SiteId id;
    final int place;
    private final World world;
    private final Network network;
    private final Promises promises;
    private final Set<Flaw> flaws;
    final Map<PatientId, SitePatient> patients = new HashMap<>();
    private final Map<DeviceId, PatientId> assigned;
    private final Map<DeviceId, Long> heard = new HashMap<>();
    private final Map<PatientId, Envelope> inFlight = new HashMap<>();
    private final List<Peer> peers = new ArrayList<>();
    private List<SiteId> others = List.of();
    private HybridClock clock = HybridClock.START;
    private long clockOffsetMs;
    private boolean isUp = true;
    private boolean isTicking = true;
    /** Counts the incarnations: what an earlier one had under way must not reach a later one. */
    private int life;

    SimSite(
            SiteId id,
            int place,
            World world,
            Network network,
            Promises promises,
            Map<DeviceId, PatientId> assigned,
            List<PatientId> patients,
            Set<Flaw> flaws) {
        this.id = id;
        this.place = place;
        this.world = world;
        this.network = network;
        this.promises = promises;
        this.assigned = assigned;
        this.flaws = flaws;
        patients.forEach(each -> this.patients.put(each, new SitePatient(each, id)));
    }

    void link(SimSite other) {
        peers.add(new Peer(other));
    }

    void start(List<SiteId> everyOther) {
        others = everyOther;
        world.after(world.upTo(TICK_MS), this::tick);
        world.after(world.upTo(AGAIN_MS), this::sendAgain);
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

    private HybridTime at() {
        clock = clock.tick(now());
        return clock.last();
    }

    SitePatient patient(PatientId patient) {
        SitePatient known = patients.get(patient);
        if (known == null) {
            throw new IllegalArgumentException("no patient " + patient);
        }
        return known;
    }

    // devices

    void hello(SimDevice device, long connection, long epoch) {
        if (isUp) {
            heard.put(device.id, now());
            long acked = patientOf(device.id).ackedOf(device.id, epoch);
            device.ready(this, connection, Math.max(0, acked), acked >= 0);
        }
    }

    private SitePatient patientOf(DeviceId device) {
        PatientId patient = assigned.get(device);
        if (patient == null) {
            throw new IllegalArgumentException("no patient of " + device);
        }
        return patient(patient);
    }

    void frame(SimDevice device, long connection, long epoch, Outbox.Next next) {
        if (!isUp) {
            return;
        }
        heard.put(device.id, now());
        SitePatient patient = patientOf(device.id);
        PatientCommand.FromDevice command = command(device.id, epoch, next);
        long through = next instanceof Outbox.Next.DeclareGap gap ? gap.through() : command.seq();
        Runnable ack = () -> device.ack(this, connection, through);
        Decision decision = decide(patient, command, ack);
        world.happened(
                2,
                through * 16 + place,
                () -> id + " got " + command.seq() + " of " + device.id + ": "
                        + decision.reply().getClass().getSimpleName());
        switch (decision.reply()) {
            case Reply.Accepted r -> {
                if (flaws.contains(Flaw.ACKS_BEFORE_DURABLE)) {
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
            decide(patient, new Tick(now(), heard), () -> {});
        }
    }

    // people

    Reply asked(PatientId id, PatientCommand.FromPerson command) {
        return decide(patient(id), command, () -> {}).reply();
    }

    private Decision decide(SitePatient patient, PatientCommand command, Runnable whenDurable) {
        Decision decision = patient.decide(command, at(), whenDurable);
        after(patient, decision.events());
        return decision;
    }

    private void after(SitePatient patient, List<PatientEvent> events) {
        if (!events.isEmpty()) {
            promises.acknowledged(events);
            promises.nothingHidden(id, patient.live().patient());
            write(patient);
        }
    }

    // the store

    private void write(SitePatient patient) {
        Envelope envelope = patient.nextToWrite();
        if (envelope != null) {
            int now = life;
            boolean isStalled = world.chance(STALL_PER_MILLE);
            world.after(1 + world.upTo(isStalled ? STALL_MS_MAX : WRITE_MS_MAX), () -> {
                if (life == now) {
                    landed(patient, envelope);
                }
            });
            inFlight.put(patient.id, envelope);
        }
    }

    private void landed(SitePatient patient, Envelope envelope) {
        inFlight.remove(patient.id);
        List<SitePatient.Waiting> done = patient.landed(envelope, flaws);
        recorded(patient, envelope);
        if (!flaws.contains(Flaw.ACKS_BEFORE_DURABLE)) {
            done.forEach(each -> each.whenDurable().run());
        }
        write(patient);
    }

    private void recorded(SitePatient patient, Envelope envelope) {
        world.happened(
                3,
                envelope.seq() * 64 + place,
                () -> id + " recorded " + envelope.dot() + " of " + patient.id + " "
                        + names(envelope));
        promises.recorded(id, envelope, patient.recorded());
        if (!envelope.site().equals(id)) {
            patient.seen(envelope.site(), envelope.context(), others);
        }
        long row = patient.journal.size();
        for (Peer peer : peers) {
            peer.outbox.recorded(patient.id, row, SitePatient.isUrgent(envelope));
            pumpSoon(peer);
            ackRows(peer, patient);
        }
    }

    private static String names(Envelope envelope) {
        return envelope.events().stream()
                .map(each -> each.getClass().getSimpleName())
                .toList()
                .toString();
    }

    // peers

    private void pumpSoon(Peer peer) {
        if (!peer.isPumping && isUp) {
            peer.isPumping = true;
            int now = life;
            world.after(PUMP_MS, () -> {
                if (life == now) {
                    peer.isPumping = false;
                    pump(peer);
                }
            });
        }
    }

    private void pump(Peer peer) {
        for (int sent = 0; sent < BURST; sent++) {
            OutboxCursor.Send send = peer.outbox.next();
            if (send == null) {
                return;
            }
            Envelope envelope = patient(send.patient()).journal.get((int) send.row() - 1);
            if (flaws.contains(Flaw.CURSOR_FOLLOWS_SENDING)) {
                peer.outbox.acked(send.patient(), send.row());
            }
            network.send(place, peer.site.place, () -> peer.site.came(this, send, envelope));
        }
        pumpSoon(peer);
    }

    private void came(SimSite from, OutboxCursor.Send send, Envelope envelope) {
        Peer peer = peer(from);
        if (!isUp || peer == null) {
            return;
        }
        SitePatient patient = patient(send.patient());
        clock = clock.receive(envelope.at(), now()).clock();
        if (!send.ahead()) {
            rows(patient, from).came(send.row(), envelope);
        }
        var conditions = patient.live().patient().conditions();
        List<Envelope> taken = patient.take(envelope, send.ahead(), flaws);
        world.happened(
                4,
                send.row() * 64 + place,
                () -> id + " got row " + send.row() + " "
                        + envelope.dot() + " of " + patient.id + " from " + from.id
                        + (send.ahead() ? " ahead" : "") + ", takes " + taken.size());
        if (!conditions.equals(patient.live().patient().conditions())) {
            List<PatientEvent> due = patient.live().judgedAgain(now());
            patient.own(due, at(), () -> {});
        }
        promises.nothingHidden(id, patient.live().patient());
        write(patient);
        ackRows(peer, patient);
    }

    private static SitePatient.PeerRows rows(SitePatient patient, SimSite from) {
        return patient.peers.computeIfAbsent(from.id, unknown -> new SitePatient.PeerRows());
    }

    private void ackRows(Peer peer, SitePatient patient) {
        Versions marks = patient.recordedMarks();
        SitePatient.PeerRows rows = rows(patient, peer.site);
        long before = rows.told;
        long row = rows.recorded(marks);
        if (row > before) {
            rows.told = row;
            tellAcked(peer, patient, row, marks);
        }
    }

    private void tellAcked(Peer peer, SitePatient patient, long row, Versions marks) {
        network.send(place, peer.site.place, () -> peer.site.acked(this, patient.id, row, marks));
    }

    private void acked(SimSite by, PatientId id, long row, Versions marks) {
        Peer peer = peer(by);
        if (isUp && peer != null) {
            peer.outbox.acked(id, row);
            if (row % CURSOR_KEPT_EVERY == 0) {
                peer.kept.merge(id, row, Math::max);
                patient(id).seen(by.id, marks, others);
            }
            pumpSoon(peer);
        }
    }

    /** What has been sent and not acked in all this time goes out again. */
    private void sendAgain() {
        world.after(AGAIN_MS, this::sendAgain);
        if (isUp) {
            for (Peer peer : peers) {
                if (peer.outbox.backlog() > 0) {
                    peer.outbox.disconnected();
                    pumpSoon(peer);
                }
                for (SitePatient patient : patients.values()) {
                    long row = rows(patient, peer.site).recorded(patient.recordedMarks());
                    if (row > 0) {
                        tellAcked(peer, patient, row, patient.recordedMarks());
                    }
                }
            }
        }
    }

    private @Nullable Peer peer(SimSite other) {
        for (Peer peer : peers) {
            if (peer.site == other) {
                return peer;
            }
        }
        return null;
    }

    // crashes

    void crash() {
        world.happened(5, place, () -> id + " crashes");
        isUp = false;
        life++;
        for (SitePatient patient : patients.values()) {
            Envelope written = inFlight.remove(patient.id);
            if (written != null && world.chance(500)) {
                patient.write(written, flaws);
                promises.recorded(id, written, patient.recorded());
            }
            patient.crash();
        }
        heard.clear();
    }

    void restart() {
        world.happened(6, place, () -> id + " starts again");
        isUp = true;
        clock = HybridClock.START;
        for (SitePatient patient : patients.values()) {
            patient.restart(flaws.contains(Flaw.FORGETS_LAST_ROW));
        }
        for (Peer peer : peers) {
            peer.outbox = new OutboxCursor();
            peer.isPumping = false;
            for (SitePatient patient : patients.values()) {
                peer.outbox.restore(
                        patient.id, peer.kept.getOrDefault(patient.id, 0L), patient.journal.size());
            }
            pumpSoon(peer);
        }
    }

    Replica replica(PatientId patient) {
        return patient(patient).live();
    }
}
