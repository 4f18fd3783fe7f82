package io.vigil.core.patient;

import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;

/**
 * A patient's stay. {@code dischargedAt} is null while the patient is in the bed.
 *
 * @param name shown on the board; never written to a log
 * @param spo2Scale 1, or 2 for hypercapnic respiratory failure (RCP 2017)
 */
public record Admission(
        String name,
        WardId ward,
        BedId bed,
        Profile profile,
        int spo2Scale,
        long admittedAt,
        @Nullable Long dischargedAt) {

    public boolean isOpen() {
        return dischargedAt == null;
    }

    Admission inBed(WardId nextWard, BedId nextBed) {
        return new Admission(name, nextWard, nextBed, profile, spo2Scale, admittedAt, dischargedAt);
    }

    Admission withSpo2Scale(int scale) {
        return new Admission(name, ward, bed, profile, scale, admittedAt, dischargedAt);
    }

    Admission closedAt(long at) {
        return new Admission(name, ward, bed, profile, spo2Scale, admittedAt, at);
    }
}
