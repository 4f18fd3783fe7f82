package io.vigil.core.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientState.Notes;
import io.vigil.core.score.News2;
import io.vigil.core.score.News2Table;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Vital;

/** Takes a patient's latest values, as far as they are fresh enough, to the NEWS2 score. */
final class Scoring {

    private static final Vital[] SCORED = {
        Vital.RR, Vital.SPO2, Vital.SBP, Vital.TEMP, Vital.HR, Vital.PR
    };

    private Scoring() {}

    static News2 news2(Judgement latest, Notes notes, int spo2Scale, News2 before) {
        long newest = Math.max(notes.consciousnessAt(), notes.oxygenAt());
        for (Vital vital : SCORED) {
            newest = Math.max(newest, latest.at(vital));
        }
        Boolean oxygen = isRecent(notes.oxygenAt(), newest) ? notes.oxygen() : null;
        Consciousness level =
                isRecent(notes.consciousnessAt(), newest) ? notes.consciousness() : null;
        double rr = fresh(latest, Vital.RR, newest);
        double spo2 = fresh(latest, Vital.SPO2, newest);
        double sbp = fresh(latest, Vital.SBP, newest);
        double temp = fresh(latest, Vital.TEMP, newest);
        double hr = fresh(latest, Vital.HR, newest);
        double pulse = Double.isNaN(hr) ? fresh(latest, Vital.PR, newest) : hr;
        News2 score = News2.of(
                Double.isNaN(rr) ? News2.MISSING : News2Table.respiration(rr),
                Double.isNaN(spo2) ? News2.MISSING : saturation(spo2, spo2Scale, oxygen),
                oxygen == null ? News2.MISSING : News2Table.oxygen(oxygen),
                Double.isNaN(sbp) ? News2.MISSING : News2Table.systolic(sbp),
                Double.isNaN(pulse) ? News2.MISSING : News2Table.pulse(pulse),
                level == null ? News2.MISSING : News2Table.consciousness(level),
                Double.isNaN(temp) ? News2.MISSING : News2Table.temperature(temp));
        return score.equals(before) ? before : score;
    }

    /** On scale 2 a saturation can't be scored without knowing whether oxygen is given. */
    private static int saturation(double percent, int scale, @Nullable Boolean oxygen) {
        if (scale == 1) {
            return News2Table.saturationScale1(percent);
        }
        return oxygen == null ? News2.MISSING : News2Table.saturationScale2(percent, oxygen);
    }

    /** A note that was never made is as old as can be: the subtraction must not overflow. */
    private static boolean isRecent(long notedAt, long newest) {
        return notedAt != PatientState.NEVER && newest - notedAt <= Bounds.NEWS2_SPOT_AGE_MS;
    }

    /** The latest value if it counts still, else NaN; values themselves are finite. */
    private static double fresh(Judgement latest, Vital vital, long newest) {
        long at = latest.at(vital);
        if (at == PatientState.NEVER) {
            return Double.NaN;
        }
        long ageMs = latest.isSpot(vital) ? Bounds.NEWS2_SPOT_AGE_MS : Bounds.NEWS2_STREAM_AGE_MS;
        return newest - at <= ageMs ? latest.value(vital) : Double.NaN;
    }
}
