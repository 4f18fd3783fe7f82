package io.vigil.core.replica;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientState;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Beds and devices that more than one admitted patient has: sites gave them out without knowing of
 * each other. Both patients are kept as they are and shown; a transfer, a detachment or a discharge
 * of one of them settles it.
 *
 * @param beds with the patients in each, in their order
 * @param devices likewise
 */
public record Claims(
        Map<Merge.Place, List<PatientId>> beds, Map<DeviceId, List<PatientId>> devices) {

    public static Claims of(Collection<PatientState> patients) {
        Map<Merge.Place, List<PatientId>> beds = new TreeMap<>();
        Map<DeviceId, List<PatientId>> devices = new TreeMap<>();
        patients.stream()
                .filter(PatientState::isAdmitted)
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .forEach(patient -> {
                    Admission stay = patient.admission();
                    if (stay != null) {
                        add(beds, new Merge.Place(stay.ward(), stay.bed()), patient.id());
                    }
                    for (DeviceMark mark : patient.devices().attached()) {
                        add(devices, mark.device(), patient.id());
                    }
                });
        beds.values().removeIf(claiming -> claiming.size() < 2);
        devices.values().removeIf(claiming -> claiming.size() < 2);
        return new Claims(beds, devices);
    }

    private static <K> void add(Map<K, List<PatientId>> claims, K what, PatientId patient) {
        claims.computeIfAbsent(what, first -> new ArrayList<>()).add(patient);
    }
}
