package io.vigil.core.vitals;

import io.vigil.core.DeviceId;
import io.vigil.core.Invariants;
import io.vigil.core.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * The latest value of each vital. Immutable. A frame that renews all nine leaves three new objects:
 * as a row of {@link Reading}s it would be eleven, and each is for the collector to follow and copy.
 */
public final class Readings {

    /** The time of a vital that has no value. */
    public static final long NEVER = Long.MIN_VALUE;

    public static final Readings NONE = of(new Reading[Vital.COUNT]);

    private final double[] values;
    private final long[] times;
    /** Of nearly all frames the same as before, and then not copied. */
    private final @Nullable DeviceId[] devices;

    private final int spot;

    private Readings(double[] values, long[] times, @Nullable DeviceId[] devices, int spot) {
        this.values = values;
        this.times = times;
        this.devices = devices;
        this.spot = spot;
    }

    /** @param latest one for each vital, in their order; null where there is none */
    public static Readings of(@Nullable Reading[] latest) {
        Invariants.check(latest.length == Vital.COUNT, "a place for each vital");
        double[] values = new double[Vital.COUNT];
        long[] times = new long[Vital.COUNT];
        @Nullable DeviceId[] devices = new DeviceId[Vital.COUNT];
        int spot = 0;
        for (int place = 0; place < Vital.COUNT; place++) {
            Reading reading = latest[place];
            times[place] = reading == null ? NEVER : reading.at();
            if (reading != null) {
                values[place] = reading.value();
                devices[place] = reading.device();
                spot |= reading.spot() ? 1 << place : 0;
            }
        }
        return new Readings(values, times, devices, spot);
    }

    /**
     * These values instead of the ones before.
     *
     * @param renewed mask of the vitals to be taken from {@code from}
     * @param once mask of the vitals that were measured once
     */
    public Readings with(Values from, int renewed, long at, @Nullable DeviceId device, int once) {
        if (renewed == 0) {
            return this;
        }
        double[] nextValues = values.clone();
        long[] nextTimes = times.clone();
        @Nullable DeviceId[] nextDevices = devices;
        for (int bits = renewed; bits != 0; bits &= bits - 1) {
            int place = Integer.numberOfTrailingZeros(bits);
            nextValues[place] = from.get(Vital.at(place));
            nextTimes[place] = at;
            if (!Objects.equals(nextDevices[place], device)) {
                nextDevices = nextDevices == devices ? devices.clone() : nextDevices;
                nextDevices[place] = device;
            }
        }
        return new Readings(nextValues, nextTimes, nextDevices, spot & ~renewed | once & renewed);
    }

    /** The vital's latest value with all that is known of it, or null. */
    public @Nullable Reading get(Vital vital) {
        int place = vital.ordinal();
        return has(vital)
                ? new Reading(values[place], times[place], devices[place], isSpot(vital))
                : null;
    }

    public boolean has(Vital vital) {
        return times[vital.ordinal()] != NEVER;
    }

    /** When it was measured, {@link #NEVER} if it has no value. */
    public long at(Vital vital) {
        return times[vital.ordinal()];
    }

    /** Only of a vital that has one. */
    public double value(Vital vital) {
        Invariants.check(has(vital), "a vital with a time has a value");
        return values[vital.ordinal()];
    }

    public boolean isSpot(Vital vital) {
        return (spot & vital.bit()) != 0;
    }

    /** What has measured it; null for what a person charted. */
    public @Nullable DeviceId device(Vital vital) {
        return devices[vital.ordinal()];
    }

    /** A bit for each vital that has a value. */
    public int mask() {
        int mask = 0;
        for (int place = 0; place < Vital.COUNT; place++) {
            mask |= times[place] == NEVER ? 0 : 1 << place;
        }
        return mask;
    }

    /** Time of the newest value, {@link #NEVER} if there is none. */
    public long newest() {
        long newest = NEVER;
        for (long time : times) {
            newest = Math.max(newest, time);
        }
        return newest;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Readings that
                && spot == that.spot
                && Arrays.equals(times, that.times)
                && Arrays.equals(values, that.values)
                && Arrays.equals(devices, that.devices);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(times) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int place = 0; place < Vital.COUNT; place++) {
            text.append(place == 0 ? "" : ", ").append(get(Vital.at(place)));
        }
        return text.append(']').toString();
    }
}
