package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.Reply;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The row 'limits' of the merge table. */
class LimitsMergeTest {

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    @BeforeEach
    void aPatientThatBothKnow() {
        edge.admit(1, "1");
        Site.meet(edge, centre);
    }

    @Test
    void aLaterChangeThatHasSeenTheEarlierOneTakesItsPlaceWithoutADoubt() {
        edge.limit(10_000, "spo2-low", 92);
        centre.hears(edge).limit(20_000, "spo2-low", 88);

        edge.hears(centre);

        assertThat(edge.condition("spo2-low").bound()).isEqualTo(88);
        assertThat(edge.replica.doubts()).isEmpty();
    }

    @Test
    void aLaterChangeWinsEvenIfItsClockIsBehind() {
        edge.limit(10_000_000, "spo2-low", 92);
        centre.replica = centre.replica.evolve(edge.log.getLast()).replica();
        centre.limit(20_000, "spo2-low", 88);

        edge.hears(centre);

        assertThat(edge.condition("spo2-low").bound()).isEqualTo(88);
    }

    @Test
    void ofChangesThatDidNotKnowOfEachOtherTheTightestIsInForceOnBothSides() {
        edge.limit(10_000, "spo2-low", 92);
        centre.limit(20_000, "spo2-low", 88);
        edge.limit(30_000, "hr-high", 130);
        centre.limit(40_000, "hr-high", 110);

        Site.meet(edge, centre);

        assertThat(edge.condition("spo2-low").bound()).isEqualTo(92);
        assertThat(edge.condition("hr-high").bound()).isEqualTo(110);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void onBeatsOffAndTheShorterDelayTheLonger() {
        edge.limit(10_000, new LimitChange("hr-low", 45.0, null, 20_000L, null, false));
        centre.limit(20_000, new LimitChange("hr-low", 40.0, null, 5_000L, null, null));
        edge.limit(30_000, new LimitChange("hr-high", null, null, 2_000L, null, null));
        centre.limit(40_000, new LimitChange("hr-high", null, null, 9_000L, null, null));

        Site.meet(edge, centre);

        assertThat(edge.condition("hr-low").enabled()).isTrue();
        assertThat(edge.condition("hr-low").bound()).isEqualTo(40);
        assertThat(edge.condition("hr-high").delayMs()).isEqualTo(2_000);
    }

    @Test
    void whatEachSideWroteStaysInDoubtUntilSomebodyConfirms() {
        edge.limit(10_000, "spo2-low", 92);
        centre.limit(20_000, "spo2-low", 88);
        Site.meet(edge, centre);

        assertThat(edge.replica.doubts()).singleElement().satisfies(doubt -> {
            assertThat(doubt).isInstanceOf(Doubt.Limits.class);
            assertThat(((Doubt.Limits) doubt).written())
                    .extracting(Condition::bound)
                    .containsExactly(88.0, 92.0);
        });
        assertThat(edge.decide(new ConfirmLimits(30_000, "lead", null), 30_000))
                .isEqualTo(Reply.ACCEPTED);
        centre.hears(edge);

        assertThat(centre.replica.doubts()).isEmpty();
        assertThat(centre.condition("spo2-low").bound()).isEqualTo(92);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aConfirmationSettlesOnlyWhatItHasSeen() {
        edge.limit(10_000, "spo2-low", 92);
        centre.limit(20_000, "spo2-low", 88);
        Site.meet(edge, centre);
        edge.decide(new ConfirmLimits(30_000, "lead", null), 30_000);
        centre.limit(30_000, "spo2-low", 94);

        Site.meet(edge, centre);

        assertThat(edge.condition("spo2-low").bound()).isEqualTo(94);
        assertThat(edge.replica.doubts()).hasSize(1);
    }

    @Test
    void nobodyConfirmsLimitsOfAVersionThatHeHasNotSeen() {
        edge.limit(10_000, "spo2-low", 92);
        centre.limit(20_000, "spo2-low", 88);
        long seen = edge.patient().limitsVersion();
        Site.meet(edge, centre);

        assertThat(edge.decide(new ConfirmLimits(30_000, "lead", seen), 30_000))
                .isEqualTo(new Reply.StaleVersion(seen + 1));
    }

    @Test
    void changesOfDifferentConditionsAreNoDoubt() {
        edge.limit(10_000, "spo2-low", 92);
        centre.limit(20_000, "hr-high", 110);

        Site.meet(edge, centre);

        assertThat(edge.replica.doubts()).isEmpty();
        assertThat(edge.condition("spo2-low").bound()).isEqualTo(92);
        assertThat(edge.condition("hr-high").bound()).isEqualTo(110);
    }

    @Test
    void theVersionCountsTheChangesOfBothSides() {
        edge.limit(10_000, "spo2-low", 92);
        centre.limit(20_000, "spo2-low", 88);
        long before = edge.patient().limitsVersion();

        Site.meet(edge, centre);

        assertThat(List.of(edge.patient().limitsVersion(), centre.patient().limitsVersion()))
                .containsOnly(before + 1);
    }
}
