package io.vigil.patient;

import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;

import java.util.List;

/**
 * The patient as decisions see it, and as people may see it. Every event counts for the next
 * decision at once, so that the order of decisions is the order of the journal; but what a person
 * asked for is shown only once it is durable. While none of that is pending, the two are the same.
 */
final class LiveAndShown {

    private PatientState live;
    private PatientState shown;
    private int held;

    LiveAndShown(PatientState state) {
        this.live = state;
        this.shown = state;
    }

    PatientState live() {
        return live;
    }

    PatientState shown() {
        return shown;
    }

    /** True while something that a person asked for is not durable. */
    boolean isHolding() {
        return held > 0;
    }

    void showAtOnce(List<PatientEvent> events) {
        live = Patient.evolve(live, events);
        shown = held == 0 ? live : Patient.evolve(shown, events);
    }

    void hold(List<PatientEvent> events) {
        live = Patient.evolve(live, events);
        held++;
    }

    /** What was held longest is durable now. */
    void reveal(List<PatientEvent> events) {
        held--;
        shown = held == 0 ? live : Patient.evolve(shown, events);
    }
}
