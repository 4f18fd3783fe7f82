package io.vigil.core.ward;

import io.vigil.core.Invariants;
import io.vigil.core.PatientId;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Values;

/**
 * A patient's newest values for the ward's board; the newest wins, none is confirmed.
 *
 * <p>Values age apart: beside this second's heart rate stands a temperature of three hours ago, or the
 * last saturation before the probe fell off. A screen must be able to tell.
 *
 * @param at time of the newest value
 * @param values each vital's latest value
 * @param times when each of them was measured, in milliseconds, for the same vitals
 */
public record PatientVitals(PatientId patient, long at, Values values, Values times, News2 news2) {

    public PatientVitals {
        Invariants.check(values.mask() == times.mask(), "a time for each value");
    }

    /** All measured at the same time. */
    public PatientVitals(PatientId patient, long at, Values values, News2 news2) {
        this(patient, at, values, values.mapped(_ -> at), news2);
    }

    /** Whether one value at least is older than the newest. */
    public boolean agesDiffer() {
        for (int place = 0; place < times.size(); place++) {
            if (times.number(place) != at) {
                return true;
            }
        }
        return false;
    }
}
