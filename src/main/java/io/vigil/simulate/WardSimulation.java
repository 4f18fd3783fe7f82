package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SharedState;
import io.vigil.core.replica.SiteId;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.replication.link.LinkEnd;
import io.vigil.replication.link.LinkTopics;
import io.vigil.replication.link.Peer;
import io.vigil.telemetry.Hop;
import io.vigil.telemetry.Metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Two wards on two edges and at a centre, under one scheduler with virtual time: the rules, the
 * replication and the devices' sessions and outboxes are the real ones; links, stores, clocks and
 * people are played, and everything that can go wrong does. What is promised is checked at every
 * step, and in the end, when all is healed, that all sites hold the same.
 *
 * <p>A seed is a run: the same one gives the same trace.
 */
public final class WardSimulation {

    private static final int PATIENTS = 3;
    private static final int DEVICES = 4;
    private static final long SETTLING_MS = 120_000;
    private static final long LAST_FRAMES_MS = 10_000;
    private static final long SAYING_MS = 30_000;
    private static final int LOOKS_ON_PER_MILLE = 300;
    private static final SiteId CENTRE = new SiteId("centre");
    private static final int EVENTS_PER_SECOND = 5_000;
    private static final List<LinkEnd> SITES = List.of(
            centre(box("edge-1", Staff.WARD), box("edge-2", Staff.WARD, Staff.NEXT_DOOR)),
            edge("edge-1"),
            edge("edge-2"));

    /**
     * How a run went.
     *
     * @param broken the promise that was broken, or null
     * @param trace the same for two runs that were the same
     * @param rows that the centre's journal has
     */
    public record Outcome(long seed, long steps, @Nullable String broken, long trace, long rows) {

        public boolean isClean() {
            return broken == null;
        }
    }

    private final World world;
    private final Network network;
    private final Promises promises = new Promises();
    private final Stage stage;
    private final List<SimSite> sites = new ArrayList<>();
    private final List<SimDevice> devices = new ArrayList<>();
    private final List<PatientId> patients = new ArrayList<>();
    private final Staff staff;
    private final Faults faults;
    private long steps;

    private WardSimulation(long seed, Set<Flaw> flaws, @Nullable Consumer<String> teller) {
        world = new World(seed, teller);
        network = new Network(world);
        Map<DeviceId, PatientId> assigned = new LinkedHashMap<>();
        for (int i = 0; i < PATIENTS; i++) {
            patients.add(new PatientId("p-" + i));
        }
        for (int i = 0; i < DEVICES; i++) {
            assigned.put(new DeviceId("m-" + i), patients.get(i % PATIENTS));
        }
        stage = new Stage(world, network, promises, patients, assigned, flaws, new Metrics());
        Map<String, SimSite> readers = new HashMap<>();
        for (int i = 0; i < SITES.size(); i++) {
            sites.add(new SimSite(SITES.get(i), i, readers, stage));
        }
        readers.put(LinkTopics.UP, sites.getFirst());
        readers.put(LinkTopics.BEATS, sites.getFirst());
        sites.forEach(site -> readers.put(LinkTopics.down(site.id), site));
        // At times nobody speaks to one site: all that it knows it has from the others.
        List<SimSite> busy =
                world.chance(LOOKS_ON_PER_MILLE) ? sites.subList(0, sites.size() - 1) : sites;
        List<DeviceId> names = List.copyOf(assigned.keySet());
        for (DeviceId device : names) {
            int place = SITES.size() + devices.size();
            devices.add(new SimDevice(device, place, world, network, promises, busy));
        }
        staff = new Staff(world, busy, assigned, names, patients);
        faults = new Faults(world, network, sites, SITES.size() + DEVICES);
    }

    private static LinkEnd centre(Peer... edges) {
        return new LinkEnd(CENTRE, true, List.of(edges), EVENTS_PER_SECOND);
    }

    private static Peer box(String name, WardId... wards) {
        SiteId edge = new SiteId(name);
        return new Peer(edge, Set.of(wards), LinkTopics.down(edge));
    }

    private static LinkEnd edge(String name) {
        Peer centre = new Peer(CENTRE, Set.of(), LinkTopics.UP);
        return new LinkEnd(new SiteId(name), false, List.of(centre), EVENTS_PER_SECOND);
    }

    /** Runs one seed for so many steps, and then until all is healed and said. */
    public static Outcome run(long seed, long steps) {
        return run(seed, steps, Set.of(), null);
    }

    /** The same, telling what happens, line by line. */
    public static Outcome run(long seed, long steps, Consumer<String> teller) {
        return run(seed, steps, Set.of(), teller);
    }

    static Outcome run(long seed, long steps, Set<Flaw> flaws, @Nullable Consumer<String> teller) {
        WardSimulation simulation = new WardSimulation(seed, flaws, teller);
        String broken = null;
        try {
            simulation.play(steps);
        } catch (BrokenPromise e) {
            broken = e.getMessage();
        }
        return new Outcome(
                seed,
                simulation.steps,
                broken,
                simulation.world.trace(),
                simulation.sites.get(0).patients.values().stream()
                        .mapToLong(each -> each.journal.size())
                        .sum());
    }

    private void play(long steps) {
        sites.forEach(SimSite::start);
        staff.start();
        devices.forEach(SimDevice::start);
        faults.start();
        while (this.steps < steps && world.step(Long.MAX_VALUE)) {
            this.steps++;
        }
        staff.goHome();
        faults.end();
        // An ack that was lost is made good by the next one.
        settle(LAST_FRAMES_MS);
        devices.forEach(SimDevice::stopMeasuring);
        settle(SETTLING_MS);
        // What the last seconds' silence leads to must have the time to get round.
        sites.forEach(SimSite::decideNoMore);
        settle(SAYING_MS);
        judge();
    }

    private void settle(long ms) {
        long until = world.now() + ms;
        while (world.step(until)) {
            this.steps++;
        }
    }

    private void judge() {
        for (PatientId patient : patients) {
            Map<SiteId, Replica> replicas = new LinkedHashMap<>();
            sites.stream()
                    .filter(site -> hasToKnow(site, patient))
                    .forEach(site -> replicas.put(site.id, site.replica(patient)));
            promises.agree(patient, replicas);
        }
        devices.forEach(this::through);
        sites.forEach(this::complete);
        sites.forEach(this::conflictsShown);
        sites.forEach(this::replayed);
        everyFrameIsAccountedFor();
    }

    private void everyFrameIsAccountedFor() {
        sites.forEach(SimSite::crash);
        Hop sessions = stage.metrics().sessionHop();
        Promises.check(
                sessions.imbalance() == 0 && sessions.inFlightNow() == 0,
                "sessions account for each frame: %d are missing, %d in flight",
                sessions.imbalance(),
                sessions.inFlightNow());
    }

    /** A device whose patient has it has nothing left to send. */
    private void through(SimDevice device) {
        Promises.check(
                device.isThrough() || !isAttached(device),
                "in the end a device is rid of all that it measured: %s is not",
                device.id);
    }

    private boolean isAttached(SimDevice device) {
        PatientState patient = device.at().replica(stage.patientOf(device.id)).patient();
        return patient.isAdmitted() && patient.devices().attached(device.id) != null;
    }

    /** The centre, a site that has ever had to do with the patient, and whose ward it is now. */
    private boolean hasToKnow(SimSite site, PatientId patient) {
        return site.end.isCentre()
                || site.patient(patient).durable().lastBatch() > 0
                || sites.getFirst().isHome(site.id, patient);
    }

    private void complete(SimSite site) {
        for (SimDevice device : devices) {
            if (hasToKnow(site, stage.patientOf(device.id))) {
                promises.complete(site.id, device.id);
            }
        }
    }

    private void conflictsShown(SimSite site) {
        promises.conflictsShown(
                site.id,
                patients.stream()
                        .filter(patient -> hasToKnow(site, patient))
                        .map(site::replica)
                        .toList());
    }

    /** What a site would know after one more start. */
    private void replayed(SimSite site) {
        for (SitePatient patient : site.patients.values()) {
            Recorded replayed = Recorded.unknown(patient.id).among(site.id);
            for (Batch batch : patient.journal) {
                replayed = replayed.with(batch);
            }
            Promises.check(
                    SharedState.of(replayed.replica())
                            .equals(SharedState.of(patient.durable().replica())),
                    "the journal replays to the state that was: %s of %s",
                    patient.id,
                    site.id);
        }
    }
}
