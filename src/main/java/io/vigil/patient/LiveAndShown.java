package io.vigil.patient;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Replica;

import java.util.ArrayDeque;

/**
 * The patient as decisions see it, and as people may see it. Every event counts for the next
 * decision at once, so that the order of decisions is the order of the journal; but what a person
 * asked for is shown only once it is durable. While none of that is pending, the two are the same.
 *
 * <p>Once it is durable it takes its place in that order: what is shown is made again from the state
 * before it. A later sample may have ended the alarm that it raised, and must end it still.
 */
final class LiveAndShown {

    private record Step(Change change, boolean held) {}

    /** From the oldest that is held; empty if nothing is. */
    private final ArrayDeque<Step> steps = new ArrayDeque<>(1);
    /** Before the oldest that is held; null if nothing is. */
    private @Nullable Replica base;

    private Replica live;
    private @Nullable Replica shown;

    LiveAndShown(Replica replica) {
        this.live = replica;
        this.shown = replica;
    }

    Replica replica() {
        return live;
    }

    PatientState live() {
        return live.patient();
    }

    PatientState shown() {
        return shownReplica().patient();
    }

    Replica shownReplica() {
        Replica known = shown;
        if (known == null) {
            known = made();
            shown = known;
        }
        return known;
    }

    /**
     * All that was decided is in the journal. What that holds is the same patient: to keep it twice
     * would be half of a quiet patient's state.
     */
    void recorded(Replica same) {
        Invariants.check(steps.isEmpty(), "what is held is not in the journal");
        live = same;
        shown = same;
    }

    /** True while something that a person asked for is not durable. */
    boolean isHolding() {
        return !steps.isEmpty();
    }

    void showAtOnce(Change change) {
        if (steps.isEmpty()) {
            live = change.after(live);
            shown = live;
        } else {
            shown = change.after(shownReplica());
            live = change.after(live);
            steps.add(new Step(change, false));
        }
    }

    void hold(Change change) {
        if (steps.isEmpty()) {
            base = live;
        }
        steps.add(new Step(change, true));
        live = change.after(live);
    }

    /** What was held longest is durable now. */
    void reveal() {
        Invariants.check(!steps.isEmpty(), "only what is held is revealed");
        Replica revealed = base();
        do {
            revealed = steps.remove().change().after(revealed);
        } while (!steps.isEmpty() && !steps.element().held());
        base = steps.isEmpty() ? null : revealed;
        shown = steps.isEmpty() ? live : null;
    }

    private Replica made() {
        Replica replica = base();
        for (Step step : steps) {
            if (!step.held()) {
                replica = step.change().after(replica);
            }
        }
        return replica;
    }

    private Replica base() {
        return Invariants.present(base, "what is held has a state before it");
    }
}
