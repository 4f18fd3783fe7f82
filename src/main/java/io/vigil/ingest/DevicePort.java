package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.patient.DeviceEntity;

/** The way to a device's entity, wherever it runs. */
@FunctionalInterface
public interface DevicePort {

    void tell(DeviceId device, DeviceEntity.Command command);
}
