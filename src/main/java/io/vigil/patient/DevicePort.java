package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;

/** The devices, as a patient sees them. All at most once. */
public interface DevicePort {

    void holds(DeviceId device, DeviceEntity.Holds holds);

    void letsGo(DeviceId device, PatientId patient);
}
