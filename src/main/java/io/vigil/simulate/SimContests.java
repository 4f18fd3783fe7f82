package io.vigil.simulate;

import io.vigil.core.PatientId;
import io.vigil.core.patient.Claimants;
import io.vigil.core.patient.Claimed;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the wards and the devices' actors of a site know of beds and devices since the site started:
 * they look at the patients now and then, and tell those that share one. Any word may get lost.
 */
final class SimContests {

    private static final int LOST_PER_MILLE = 300;

    private final SimSite site;
    private final World world;
    private final Map<Claimed, Claimants> known = new LinkedHashMap<>();

    SimContests(SimSite site, World world) {
        this.site = site;
        this.world = world;
    }

    void look() {
        for (SitePatient patient : site.patients.values()) {
            take(patient.id, patient.life().live());
        }
        for (Map.Entry<Claimed, Claimants> each : known.entrySet()) {
            for (PatientId patient : each.getValue().patients()) {
                tell(patient, each.getKey(), each.getValue());
            }
        }
        site.patients.values().forEach(this::tellOfLost);
    }

    private void take(PatientId patient, Replica replica) {
        Set<Claimed> has = new HashSet<>(claimed(replica.patient()));
        for (Claimed what : claimed(replica.patient())) {
            known.computeIfAbsent(what, Claimants::new).claims(patient, since(replica, what));
        }
        known.forEach((what, claimants) -> {
            if (!has.contains(what)) {
                claimants.letsGo(patient);
            }
        });
    }

    private static long since(Replica replica, Claimed what) {
        return switch (what) {
            case Claimed.Bed _ -> replica.inBedSince();
            case Claimed.Device d -> replica.attachedSince(d.device());
        };
    }

    private void tell(PatientId patient, Claimed what, Claimants claimants) {
        List<PatientId> others = ConflictDecisions.others(site.replica(patient).patient(), what);
        if (claimants.isNewsTo(patient, others)) {
            tell(patient, claimants.of(patient, others));
        }
    }

    private void tellOfLost(SitePatient patient) {
        for (Claimed what : ConflictDecisions.lost(patient.life().live().patient())) {
            tell(patient.id, new Contest(what, List.of(), List.of(), List.of()));
        }
    }

    private void tell(PatientId patient, Contest contest) {
        if (!world.chance(LOST_PER_MILLE)) {
            Decision decision = site.patient(patient)
                    .life()
                    .decide(new Contested(site.now(), contest), () -> {});
            world.happened(
                    13,
                    site.place,
                    () -> site.id + " tells " + patient + ": " + contest + ": "
                            + decision.events());
        }
    }

    /** All that an admitted patient has. */
    static List<Claimed> claimed(PatientState patient) {
        List<Claimed> all = new ArrayList<>();
        if (patient.isAdmitted() && patient.admission() != null) {
            all.add(new Claimed.Bed(
                    patient.admission().ward(), patient.admission().bed()));
            for (DeviceMark mark : patient.devices().attached()) {
                all.add(new Claimed.Device(mark.device()));
            }
        }
        return all;
    }

    /** Of all the patients of a site: who has it, by what is shown. */
    static Map<Claimed, Set<PatientId>> claims(Iterable<Replica> replicas) {
        Map<Claimed, Set<PatientId>> all = new HashMap<>();
        for (Replica replica : replicas) {
            for (Claimed what : claimed(replica.patient())) {
                all.computeIfAbsent(what, _ -> new HashSet<>())
                        .add(replica.patient().id());
            }
        }
        return all;
    }
}
