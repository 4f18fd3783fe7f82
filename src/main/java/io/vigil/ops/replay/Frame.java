package io.vigil.ops.replay;

import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

/** What a device says that takes a sequence number; {@code at} is the device's clock. */
public sealed interface Frame {

    long at();

    /** {@code spot}: mask of the vitals that were measured once. */
    record Observation(long at, Values values, int spot, Charted charted) implements Frame {}

    record Technical(long at, String condition, boolean active) implements Frame {}
}
