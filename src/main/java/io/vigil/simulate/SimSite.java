package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.Reply;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.replication.link.LinkEnd;
import io.vigil.replication.link.Peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A site: its patients, devices' connections, and its end of the links. */
final class SimSite {

    private static final int TICK_MS = 5_000;
    private static final int LOOK_MS = 1_000;
    private static final int STOPPING_MS_MAX = 500;
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
    private final List<SimSession> sessions = new ArrayList<>();
    private SimLinks links;
    private SimContests contests;
    private Post post;
    private Claims claims;
    private boolean isDiskFull;
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
        this.post = post(stage);
        this.claims = new Claims(this);
        for (PatientId patient : stage.patients()) {
            patients.put(patient, new SitePatient(patient, this, stage));
        }
    }

    private Post post(Stage with) {
        return new Post(with.world(), with.network(), hasNodes());
    }

    /** The centre is a cluster; an edge is one process. */
    boolean hasNodes() {
        return end.isCentre();
    }

    Post post() {
        return post;
    }

    void start() {
        links.beat();
        world.after(world.upTo(LOOK_MS), this::look);
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

    /** Whether the patient's ward, as it is known here, is that box's. */
    boolean isHome(SiteId box, PatientId patient) {
        Admission stay = replica(patient).patient().admission();
        return stay != null
                && end.peers().stream()
                        .anyMatch(each ->
                                each.site().equals(box) && each.wards().contains(stay.ward()));
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

    /** A device opens a connection. */
    @Nullable
    SimSession connected(SimDevice device, Wire wire) {
        if (!isUp) {
            return null;
        }
        SimSession session = new SimSession(this, device, wire, stage);
        sessions.add(session);
        return session;
    }

    void claim(SimSession session, long helloNanos) {
        PatientId serving = stage.patientOf(session.device());
        post.tell(
                session,
                claims,
                () -> claims.take(
                        session, helloNanos, serving, patient(serving).durable().patient()));
    }

    /** A session has ended, and all that it spoke to hear so. */
    void ended(SimSession session) {
        sessions.remove(session);
        post.signal(session, claims, () -> claims.drop(session));
        for (SitePatient patient : patients.values()) {
            patient.life().devices().ended(session);
        }
    }

    void heard(DeviceId device) {
        heard.put(device, now());
    }

    private void look() {
        world.after(LOOK_MS, this::look);
        if (isUp) {
            List.copyOf(sessions).forEach(SimSession::tick);
        }
    }

    /** Why no frame is taken now, or null. */
    @Nullable
    String refusal() {
        return isDiskFull ? "disk full" : null;
    }

    void disk(boolean isFull) {
        world.happened(16, place, () -> id + (isFull ? "'s disk is full" : " has room again"));
        isDiskFull = isFull;
    }

    /** A patient's entity ends, on purpose or not, and starts again. */
    void moves(SitePatient patient, boolean isOnPurpose) {
        if (isOnPurpose) {
            patient.life().devices().moves();
            SimLinks until = links;
            world.after(1 + world.upTo(STOPPING_MS_MAX), () -> {
                if (links == until) {
                    ends(patient);
                }
            });
        } else {
            ends(patient);
        }
    }

    private void ends(SitePatient patient) {
        if (isUp) {
            PatientLife gone = patient.moves();
            sessions.forEach(session -> post.signal(gone, session, () -> session.gone(gone)));
        }
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
        post.crash();
        sessions.forEach(SimSession::crash);
        sessions.clear();
        patients.values().forEach(SitePatient::crash);
        heard.clear();
    }

    void restart() {
        world.happened(6, place, () -> id + " starts again");
        isUp = true;
        reading = 0;
        links = new SimLinks(this, stage);
        contests = new SimContests(this, world);
        post = post(stage);
        claims = new Claims(this);
        patients.values().forEach(SitePatient::restart);
        links.beat();
    }
}
