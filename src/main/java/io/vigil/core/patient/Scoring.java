package io.vigil.core.patient;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientState.Notes;
import io.vigil.core.score.News2;
import io.vigil.core.score.News2Table;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Vital;

/** Takes a patient's latest values, as far as they are fresh enough, to the NEWS2 score. */
final class Scoring {

    private Scoring() {}

    static News2 news2(Reading[] readings, Notes notes, int spo2Scale, News2 before) {
        Reading rr = readings[Vital.RR.ordinal()];
        Reading spo2 = readings[Vital.SPO2.ordinal()];
        Reading sbp = readings[Vital.SBP.ordinal()];
        Reading temp = readings[Vital.TEMP.ordinal()];
        Reading hr = readings[Vital.HR.ordinal()];
        Reading pr = readings[Vital.PR.ordinal()];
        long newest = Math.max(
                Math.max(Math.max(at(rr), at(spo2)), Math.max(at(sbp), at(temp))),
                Math.max(
                        Math.max(at(hr), at(pr)),
                        Math.max(notes.consciousnessAt(), notes.oxygenAt())));
        Reading pulse = isFresh(hr, newest) ? hr : pr;
        Boolean oxygen = isRecent(notes.oxygenAt(), newest) ? notes.oxygen() : null;
        Consciousness level =
                isRecent(notes.consciousnessAt(), newest) ? notes.consciousness() : null;
        News2 score = News2.of(
                isFresh(rr, newest) ? News2Table.respiration(rr.value()) : News2.MISSING,
                isFresh(spo2, newest) ? saturation(spo2.value(), spo2Scale, oxygen) : News2.MISSING,
                oxygen == null ? News2.MISSING : News2Table.oxygen(oxygen),
                isFresh(sbp, newest) ? News2Table.systolic(sbp.value()) : News2.MISSING,
                isFresh(pulse, newest) ? News2Table.pulse(pulse.value()) : News2.MISSING,
                level == null ? News2.MISSING : News2Table.consciousness(level),
                isFresh(temp, newest) ? News2Table.temperature(temp.value()) : News2.MISSING);
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

    private static long at(@Nullable Reading reading) {
        return reading == null ? PatientState.NEVER : reading.at();
    }

    private static boolean isFresh(@Nullable Reading reading, long newest) {
        return reading != null
                && newest - reading.at()
                        <= (reading.spot() ? Bounds.NEWS2_SPOT_AGE_MS : Bounds.NEWS2_STREAM_AGE_MS);
    }
}
