package io.vigil.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Gen;
import io.vigil.simulate.WardSimulation.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class WardSimulationTest {

    /** A few seconds' worth; {@code ./vigil simulate} runs as many as you like. */
    private static final int SEEDS = 100;

    private static final int STEPS = 10_000;
    private static final int SEEDS_FOR_A_FLAW = 200;

    @Test
    void everyPromiseHoldsWhateverGoesWrong() throws InterruptedException {
        Seeds.Total total = new Seeds(Gen.seed(), SEEDS, STEPS).run(2, done -> {});

        assertThat(total.broken())
                .as("see it with ./vigil simulate --seed S, or -Dvigil.seed=S")
                .isNull();
        assertThat(total.seeds()).isEqualTo(SEEDS);
    }

    @Test
    void aSeedGivesTheSameTraceEachTime() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Outcome one = WardSimulation.run(7, STEPS, first::add);
        Outcome other = WardSimulation.run(7, STEPS, second::add);

        assertThat(first).isNotEmpty().isEqualTo(second);
        assertThat(one).isEqualTo(other).isEqualTo(WardSimulation.run(7, STEPS));
        assertThat(one.trace()).isNotEqualTo(WardSimulation.run(8, STEPS).trace());
    }

    @ParameterizedTest
    @EnumSource
    void aPlantedBugIsFound(Flaw flaw) {
        Outcome outcome = null;
        for (long seed = 1; seed <= SEEDS_FOR_A_FLAW; seed++) {
            outcome = WardSimulation.run(seed, STEPS, Set.of(flaw), null);
            if (!outcome.isClean()) {
                break;
            }
        }
        assertThat(outcome).isNotNull();
        assertThat(outcome.broken()).isNotNull();
    }
}
