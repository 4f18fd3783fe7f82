package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Claimants;
import io.vigil.core.patient.Claimed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which patients have the device, by what they say: two have it when sites gave it out apart from
 * each other, be it in two wards. Kept in memory alone, as patients say it again and again. Before
 * one of them is told of another, that one is looked at: its last word may be lost.
 */
final class DeviceContest {

    private final Claimed.Device what;
    private final PatientPort patients;
    private final Consumer<PatientId> look;
    private final Claimants claimants;
    /** With whom each of them has an open conflict over the device. */
    private final Map<PatientId, List<PatientId>> alarmed = new HashMap<>();

    private final Set<PatientId> looking = new HashSet<>();
    /** Who was looked at, and doesn't have the device here. */
    private final Set<PatientId> absent = new HashSet<>();

    /** @param look asks for a patient's picture, of which {@link #looked} is told */
    DeviceContest(DeviceId device, PatientPort patients, Consumer<PatientId> look) {
        this.what = new Claimed.Device(device);
        this.patients = patients;
        this.look = look;
        this.claimants = new Claimants(what);
    }

    void holds(DeviceEntity.Holds m) {
        PatientId patient = m.patient();
        absent.remove(patient);
        claimants.claims(patient, m.since());
        alarmed.put(patient, m.alarmed());
        Set<PatientId> others = new HashSet<>(claimants.patients());
        others.addAll(m.alarmed());
        others.remove(patient);
        others.removeAll(looking);
        looking.addAll(others);
        others.forEach(look);
    }

    void letsGo(PatientId patient) {
        if (claimants.letsGo(patient)) {
            alarmed.remove(patient);
            absent.add(patient);
            tell();
        }
    }

    /** One who doesn't answer is taken at its last word. */
    void looked(DeviceEntity.Looked m) {
        PatientId patient = m.patient();
        PatientEntity.Picture picture = m.picture();
        looking.remove(patient);
        if (picture != null && !what.isOf(picture.state())) {
            claimants.letsGo(patient);
            alarmed.remove(patient);
            absent.add(patient);
        }
        if (looking.isEmpty()) {
            tell();
        }
    }

    private void tell() {
        Set<PatientId> ofInterest = new HashSet<>();
        for (PatientId patient : claimants.patients()) {
            List<PatientId> others = new ArrayList<>(alarmed.getOrDefault(patient, List.of()));
            others.removeIf(other -> !claimants.has(other) && !absent.contains(other));
            if (claimants.isNewsTo(patient, others)) {
                patients.contested(patient, claimants.of(patient, others));
            }
            ofInterest.addAll(others);
        }
        absent.retainAll(ofInterest);
    }
}
