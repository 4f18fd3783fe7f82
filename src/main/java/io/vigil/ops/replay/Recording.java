package io.vigil.ops.replay;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.util.List;
import java.util.Set;

/**
 * What one bed's monitor measured, to be played again.
 *
 * @param id the patient's id
 * @param origin where the recording comes from, one line
 * @param speed how many times faster than life it plays at speed 1: a sparse ICU stay still moves
 * @param startMs where playing begins, in recording time
 * @param lengthMs where playing begins again at 0, in recording time; beyond the last row
 * @param rows in rising order of time, at least one
 */
public record Recording(
        PatientId id,
        WardId ward,
        BedId bed,
        String name,
        Profile profile,
        String origin,
        double speed,
        long startMs,
        long lengthMs,
        List<Row> rows) {

    public Recording {
        rows = List.copyOf(rows);
    }

    /**
     * One moment of a recording.
     *
     * @param timeMs since the recording's beginning
     * @param spot mask of the vitals that were measured once: cuff pressure, thermometer
     * @param technical the device's own conditions that are active at this moment
     */
    public record Row(
            long timeMs, Values values, int spot, Charted charted, Set<String> technical) {

        public Row {
            technical = Set.copyOf(technical);
        }

        public boolean isMeasured() {
            return !values.isEmpty() || !charted.isEmpty();
        }
    }
}
