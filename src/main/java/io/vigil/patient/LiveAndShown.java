package io.vigil.patient;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The patient as decisions see it, and as people may see it. Every event counts for the next
 * decision at once, so that the order of decisions is the order of the journal; but what a person
 * asked for is shown only once it is durable. While none of that is pending, the two are the same.
 *
 * <p>Once it is durable it takes its place in that order: what is shown is made again from the state
 * before it. A later sample may have ended the alarm that it raised, and must end it still.
 */
final class LiveAndShown {

    private record Step(List<PatientEvent> events, boolean held) {}

    /** From the oldest that is held; empty if nothing is. */
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    /** Before the oldest that is held. */
    private PatientState base;

    private PatientState live;
    private @Nullable PatientState shown;

    LiveAndShown(PatientState state) {
        this.base = state;
        this.live = state;
        this.shown = state;
    }

    PatientState live() {
        return live;
    }

    PatientState shown() {
        PatientState known = shown;
        if (known == null) {
            known = made();
            shown = known;
        }
        return known;
    }

    /** True while something that a person asked for is not durable. */
    boolean isHolding() {
        return !steps.isEmpty();
    }

    void showAtOnce(List<PatientEvent> events) {
        if (steps.isEmpty()) {
            live = Patient.evolve(live, events);
            shown = live;
        } else {
            shown = Patient.evolve(shown(), events);
            live = Patient.evolve(live, events);
            steps.add(new Step(events, false));
        }
    }

    void hold(List<PatientEvent> events) {
        if (steps.isEmpty()) {
            base = live;
        }
        steps.add(new Step(events, true));
        live = Patient.evolve(live, events);
    }

    /** What was held longest is durable now. */
    void reveal() {
        Invariants.check(!steps.isEmpty(), "only what is held is revealed");
        do {
            base = Patient.evolve(base, steps.remove().events());
        } while (!steps.isEmpty() && !steps.element().held());
        shown = steps.isEmpty() ? live : null;
    }

    private PatientState made() {
        PatientState state = base;
        for (Step step : steps) {
            if (!step.held()) {
                state = Patient.evolve(state, step.events());
            }
        }
        return state;
    }
}
