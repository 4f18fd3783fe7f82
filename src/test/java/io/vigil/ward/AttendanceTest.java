package io.vigil.ward;

import static io.vigil.ward.WardFixtures.ANNA;
import static io.vigil.ward.WardFixtures.ICU;
import static io.vigil.ward.WardFixtures.in;
import static io.vigil.ward.WardFixtures.out;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.WardState;
import io.vigil.ward.Attendance.Novelty;

import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class AttendanceTest {

    private final Attendance attendance = new Attendance();
    private final ActorRef<PatientReport.Confirmed> first =
            TestInbox.<PatientReport.Confirmed>create("first").getRef();
    private final ActorRef<PatientReport.Confirmed> second =
            TestInbox.<PatientReport.Confirmed>create("second").getRef();

    @Test
    void aReporterIsNewOnceAndItsReportsAreNewEachTime() {
        assertThat(take(in(ANNA, 1), first)).isEqualTo(Novelty.NEW_REPORTER);
        assertThat(take(in(ANNA, 2), first)).isEqualTo(Novelty.NEW);
        assertThat(take(in(ANNA, 2), first)).isEqualTo(Novelty.REPEATED);
        assertThat(take(in(ANNA, 3), first)).isEqualTo(Novelty.NEW);
    }

    @Test
    void theNextIncarnationIsANewReporterAndTheOldOneIsNotHeard() {
        take(in(ANNA, 1), first);

        assertThat(take(in(ANNA, "second", 1, true), second)).isEqualTo(Novelty.NEW_REPORTER);
        assertThat(take(in(ANNA, 2), first)).isEqualTo(Novelty.OUTDATED);
        assertThat(take(in(ANNA, "second", 2, true), second)).isEqualTo(Novelty.NEW);
    }

    @Test
    void aReporterThatWasThoughtDeadIsNewAgain() {
        take(in(ANNA, 1), first);
        attendance.gone(first);

        assertThat(take(in(ANNA, 2), first)).isEqualTo(Novelty.NEW_REPORTER);
        assertThat(take(in(ANNA, 3), first)).isEqualTo(Novelty.NEW);
    }

    @Test
    void aReporterThatLeftAndComesBackIsStillKnown() {
        attendance.recovered(WardState.empty(ICU));
        take(out(ANNA, 1), first);
        attendance.confirm(
                ANNA,
                (incarnation, number) ->
                        new PatientReport.Confirmed(ICU, ANNA, incarnation, number));
        assertThat(attendance.reported()).isEmpty();

        assertThat(take(in(ANNA, 2), first)).isEqualTo(Novelty.NEW);
    }

    private Novelty take(PatientReport report, ActorRef<PatientReport.Confirmed> from) {
        return attendance.take(report, from, 0);
    }
}
