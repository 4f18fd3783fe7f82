package io.vigil.core.device;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

/** How a device came to its patient. {@code at}: ms since the epoch. */
public sealed interface DeviceEvent {

    long at();

    /** It is to serve this patient from now on; null: none. */
    record Assigned(long at, String by, @Nullable PatientId patient) implements DeviceEvent {}

    /** The patient it served has let it go, with all frames up to this mark taken. */
    record Left(long at, long epoch, long seq) implements DeviceEvent {}

    /** The patient it is to serve has taken it. */
    record Joined(long at) implements DeviceEvent {}
}
