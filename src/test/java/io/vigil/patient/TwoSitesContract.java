package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Reply;
import io.vigil.core.replica.Doubt;
import io.vigil.core.replica.Envelope;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What an edge and the centre make of a patient that both decide for, on a journal of either kind. */
abstract class TwoSitesContract {

    private static final String DESATURATION = "spo2-very-low";

    TwoSites sites;
    TwoSites.Site edge;
    TwoSites.Site centre;

    abstract Bedside newBedside(String site);

    @BeforeEach
    void aPatientThatBothKnow() {
        sites = new TwoSites(newBedside("edge"), newBedside("centre"));
        sites.settled();
        edge = sites.edge;
        centre = sites.centre;
    }

    @AfterEach
    void close() {
        sites.close();
    }

    @Test
    void anAlarmOfTheEdgeIsShownAtTheCentreUnderTheEdgesName() {
        edge.bedside.frame(Vital.SPO2, 70);
        edge.bedside.expectDurable(1);
        centre.hears(edge);

        WardAlarm told = centre.bedside.wards.awaitAlarm(DESATURATION, true);
        assertThat(told.site()).isEqualTo("edge");
        assertThat(told.alarm())
                .isEqualTo(edge.bedside.picture().alarm(told.alarm().id()).alarm());
        assertThat(centre.bedside.picture().state().reading(Vital.SPO2).value()).isEqualTo(70);
        assertThat(centre.bedside.picture().state().admission().bed()).isEqualTo(Bedside.BED);
    }

    @Test
    void anAcknowledgementAtTheCentreReachesTheEdge() {
        edge.bedside.frame(Vital.SPO2, 70);
        edge.bedside.expectDurable(1);
        sites.meet();
        Alarm alarm = centre.bedside.wards.awaitAlarm(DESATURATION, true).alarm();
        centre.asks(new PatientCommand.Acknowledge(
                centre.bedside.millis(), "nurse", alarm.id(), Priority.HIGH));

        edge.hears(centre);

        assertThat(edge.bedside.picture().alarm(alarm.id()).alarm().state())
                .isEqualTo(AlarmState.ACKNOWLEDGED);
        assertThat(edge.bedside.picture().alarm(alarm.id()).site()).isEqualTo("edge");
    }

    @Test
    void limitsSetApartFromEachOtherAreTheTightestAndInDoubtUntilConfirmed() {
        edge.limits("hr-high", 135);
        centre.limits("hr-high", 125);
        sites.meet();

        for (TwoSites.Site site : List.of(edge, centre)) {
            assertThat(site.condition("hr-high").bound()).isEqualTo(125);
            assertThat(site.doubts()).singleElement().isInstanceOf(Doubt.Limits.class);
        }
        PatientEntity.Decided confirmed =
                edge.asks(new PatientCommand.ConfirmLimits(edge.bedside.millis(), "lead", null));
        assertThat(confirmed.reply()).isEqualTo(Reply.ACCEPTED);
        assertThat(confirmed.picture().doubts()).isEmpty();
        sites.meet();
        assertThat(centre.doubts()).isEmpty();
        assertThat(centre.condition("hr-high").bound()).isEqualTo(125);
    }

    @Test
    void aDischargeThatHasNotSeenTheLastFramesIsPendingAndTheWardShowsThePatientAgain() {
        centre.asks(new PatientCommand.Discharge(centre.bedside.millis(), "lead"));
        assertThat(centre.bedside.picture().state().isAdmitted()).isFalse();
        edge.bedside.frame(Vital.SPO2, 70);
        edge.bedside.expectDurable(1);
        sites.meet();

        for (TwoSites.Site site : List.of(edge, centre)) {
            assertThat(site.bedside.picture().state().isAdmitted()).isTrue();
            assertThat(site.doubts()).singleElement().isInstanceOf(Doubt.DischargePending.class);
            assertThat(site.bedside.picture().alarms())
                    .extracting(alarm -> alarm.alarm().condition())
                    .contains(DESATURATION);
        }
        assertThat(centre.bedside.wards.awaitAlarm(DESATURATION, true).site()).isEqualTo("edge");
        centre.asks(new PatientCommand.Discharge(centre.bedside.millis(), "lead"));
        sites.meet();
        assertThat(edge.bedside.picture().state().isAdmitted()).isFalse();
        assertThat(edge.doubts()).isEmpty();
    }

    @Test
    void whatComesAgainIsAnsweredAgainAndWrittenOnce() {
        edge.bedside.frame(Vital.HR, 80);
        edge.bedside.expectDurable(1);
        centre.hears(edge);
        int rows = centre.rows().size();

        centre.hears(edge);

        assertThat(centre.rows()).hasSize(rows);
    }

    @Test
    void whatComesBeforeItsTurnIsNotTakenAndSaysWhatIsMissing() {
        edge.bedside.frame(Vital.HR, 80);
        edge.bedside.expectDurable(1);
        edge.bedside.frame(Vital.HR, 81);
        edge.bedside.expectDurable(2);
        List<Envelope> own = edge.own();
        Envelope last = own.getLast();
        Envelope before = own.get(own.size() - 2);

        centre.bring(last, false);
        assertThat(centre.link.expectMessageClass(PatientEntity.Missing.class))
                .isEqualTo(new PatientEntity.Missing(Bedside.PATIENT, last.dot(), before.dot()));
        assertThat(centre.bedside.picture().state().reading(Vital.HR)).isNull();

        centre.takes(before);
        centre.takes(last);
        assertThat(centre.bedside.picture().state().reading(Vital.HR).value()).isEqualTo(81);
    }

    @Test
    void bothAreAfterARestartAsTheyWereAndNumberOn() {
        edge.limits("hr-high", 135);
        centre.limits("hr-high", 125);
        edge.bedside.frame(Vital.SPO2, 70);
        edge.bedside.expectDurable(1);
        sites.meet();
        PatientEntity.Picture before = centre.bedside.picture();

        centre.bedside.restart();

        PatientEntity.Picture after = centre.bedside.picture();
        assertThat(after.state()).isEqualTo(before.state());
        assertThat(after.alarms()).isEqualTo(before.alarms());
        assertThat(after.doubts()).isEqualTo(before.doubts()).isNotEmpty();
        Envelope last = centre.own().getLast();
        centre.limits("hr-high", 110);
        Envelope next = centre.own().getLast();
        assertThat(next.seq()).isEqualTo(last.seq() + 1);
        assertThat(next.at()).isGreaterThan(last.at());
        sites.meet();
        assertThat(edge.condition("hr-high").bound()).isEqualTo(110);
        assertThat(edge.doubts()).isEmpty();
    }

    @Test
    void alarmsThatOvertakeAreShownAndRecordedAndHaveOneHistoryInTheEnd() {
        for (int i = 1; i <= 3; i++) {
            edge.bedside.frame(Vital.HR, 80);
            edge.bedside.expectDurable(i);
        }
        edge.bedside.frame(Vital.SPO2, 70);
        edge.bedside.expectDurable(4);
        Alarm raised = edge.bedside.wards.awaitAlarm(DESATURATION, true).alarm();

        Envelope urgent = edge.own().getLast();
        for (int again = 0; again < 2; again++) {
            centre.bring(urgent, true);
            centre.link.expectMessageClass(PatientEntity.Taken.class);
        }
        assertThat(centre.bedside.picture().alarm(raised.id()).recorded()).isTrue();
        assertThat(centre.bedside.picture().state().reading(Vital.SPO2)).isNull();
        int rows = centre.rows().size();
        centre.bedside.restart();
        assertThat(centre.bedside.picture().alarm(raised.id()).alarm()).isEqualTo(raised);
        assertThat(centre.rows()).hasSize(rows);
        centre.asks(new PatientCommand.Acknowledge(
                centre.bedside.millis(), "nurse", raised.id(), Priority.HIGH));

        sites.meet();

        assertThat(centre.bedside.picture().state().reading(Vital.SPO2).value()).isEqualTo(70);
        for (TwoSites.Site site : List.of(edge, centre)) {
            List<PatientHistory.AlarmRecord> history = site.history()
                    .alarms(Bedside.PATIENT, 0, Bedside.START + 3_600_000)
                    .toCompletableFuture()
                    .join();
            assertThat(history.stream().filter(each -> each.alarm().id().equals(raised.id())))
                    .singleElement()
                    .satisfies(each -> assertThat(each.transitions())
                            .extracting(PatientHistory.Transition::state)
                            .containsExactly(AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED));
        }
    }

    @Test
    void aSampleThatCameByBothSitesIsInEachHistoryOnce() {
        for (int i = 1; i <= 3; i++) {
            edge.bedside.frame(Vital.HR, 70 + i);
            edge.bedside.expectDurable(i);
        }
        // The device goes on at the centre, which knows of none of its frames and gets all again.
        centre.bedside.hello();
        centre.bedside.session.expectMessageClass(DeviceNotice.Welcome.class);
        for (int i = 1; i <= 5; i++) {
            centre.bedside.send(i, Values.of(Vital.HR, 70 + i));
        }
        centre.bedside.expectDurable(5);
        sites.meet();

        for (TwoSites.Site site : List.of(edge, centre)) {
            assertThat(site.history()
                            .values(Bedside.PATIENT, Set.of(Vital.HR), 0, Bedside.START + 3_600_000)
                            .toCompletableFuture()
                            .join()
                            .get(Vital.HR))
                    .extracting(PatientHistory.Point::value)
                    .containsExactly(71.0, 72.0, 73.0, 74.0, 75.0);
        }
    }

    @Test
    void aDeviceThatSpeaksToTheEdgeIsNotMissedAtTheCentre() {
        edge.bedside.frame(Vital.HR, 80);
        edge.bedside.expectDurable(1);
        centre.hears(edge);
        centre.bedside.pass(Duration.ofSeconds(70));
        assertThat(centre.bedside.picture().alarms()).isEmpty();

        edge.bedside.pass(Duration.ofSeconds(70));
        WardAlarm silent = edge.bedside.wards.awaitAlarm("no-data", true);
        centre.hears(edge);
        assertThat(centre.bedside.picture().alarm(silent.alarm().id()).site()).isEqualTo("edge");
    }
}
