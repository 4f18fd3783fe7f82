package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

/** The devices that whoever opened the connection may speak for. */
@FunctionalInterface
public interface DeviceRights {

    /** Why not for this one, or null if so. */
    @Nullable
    String refusal(DeviceId device);
}
