package io.vigil.bench.peers;

import io.vigil.core.Nullable;
import io.vigil.ops.RhythmCase;

import java.io.IOException;
import java.util.List;

/**
 * Real heart rates, one a second, dealt out to as many patients as are wanted: the operations of the
 * arrhythmia recordings in which the limit alarms at all, each patient's begun at another moment and
 * played over and over.
 */
final class Courses {

    /** Prime, so that no two patients of one recording soon meet. */
    private static final int APART_SECONDS = 97;

    private final List<RhythmCase> cases;

    private Courses(List<RhythmCase> cases) {
        this.cases = cases;
    }

    static Courses recorded() throws IOException {
        return new Courses(RhythmCase.all().stream().filter(Courses::alarms).toList());
    }

    int recordings() {
        return cases.size();
    }

    /** Seconds of a patient's recording. */
    int seconds(int patient) {
        return ofPatient(patient).seconds();
    }

    /** What the patient's monitor says in this second; null while it has no heart rate. */
    @Nullable
    Sample sample(int patient, long second, long beginMs) {
        RhythmCase recording = ofPatient(patient);
        long offset = (long) (patient / cases.size()) * APART_SECONDS;
        double value = recording.heartRate()[(int) ((second + offset) % recording.seconds())];
        return Double.isNaN(value)
                ? null
                : new Sample(patient(patient), beginMs + second * 1000, value);
    }

    static String patient(int number) {
        return "compare-" + number;
    }

    private RhythmCase ofPatient(int patient) {
        return cases.get(patient % cases.size());
    }

    private static boolean alarms(RhythmCase recording) {
        Reference reference = new Reference();
        for (int second = 0; second < recording.seconds(); second++) {
            double value = recording.heartRate()[second];
            if (!Double.isNaN(value)
                    && reference.judge(new Sample("any", second * 1000L, value)) != null) {
                return true;
            }
        }
        return false;
    }
}
