package io.vigil.core.vitals;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;

import java.util.Comparator;

/**
 * A vital's latest value.
 *
 * @param at when it was measured, ms since the epoch
 * @param device what measured it; null when a person charted it
 * @param spot measured once, no stream follows
 */
public record Reading(double value, long at, @Nullable DeviceId device, boolean spot) {

    private static final Comparator<Reading> PREFERENCE = Comparator.comparing(
                    Reading::device, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Reading::spot)
            .thenComparing(Reading::value);

    /** Of two readings of one time: what a person charted, else by the device and the value. */
    public boolean isPreferredTo(Reading other) {
        return PREFERENCE.compare(this, other) > 0;
    }
}
