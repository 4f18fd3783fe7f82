package io.vigil.core.vitals;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

/**
 * A vital's latest value.
 *
 * @param at when it was measured, ms since the epoch
 * @param device what measured it; null when a person charted it
 * @param spot measured once, no stream follows
 */
public record Reading(double value, long at, @Nullable DeviceId device, boolean spot) {}
