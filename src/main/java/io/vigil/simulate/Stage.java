package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.telemetry.Metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all that is played shares.
 *
 * @param assigned whose each device is
 * @param flaws bugs that are planted
 */
record Stage(
        World world,
        Network network,
        Promises promises,
        List<PatientId> patients,
        Map<DeviceId, PatientId> assigned,
        Set<Flaw> flaws,
        Metrics metrics) {

    PatientId patientOf(DeviceId device) {
        PatientId patient = assigned.get(device);
        if (patient == null) {
            throw new IllegalArgumentException("nobody knows " + device);
        }
        return patient;
    }

    boolean has(Flaw flaw) {
        return flaws.contains(flaw);
    }
}
