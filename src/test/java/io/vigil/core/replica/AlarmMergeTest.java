package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Invariants;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.Profiles;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** The rows 'alarm raised / ended' and 'acknowledge' of the merge table. */
class AlarmMergeTest {

    private final Site edge = new Site("edge");
    private final Site centre = new Site("centre");

    @BeforeEach
    void aPatientThatBothKnow() {
        edge.admit(1, "1").attach(2, Site.MONITOR);
        Site.meet(edge, centre);
    }

    @Test
    void alarmsOfBothSitesStandBesideEachOther() {
        edge.spot(10_000, Vital.SBP, 85);
        centre.spot(11_000, Vital.TEMP, 40);

        Site.meet(edge, centre);

        assertThat(edge.patient().openAlarms())
                .extracting(Alarm::condition)
                .containsExactly("sbp-low", "temp-high");
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void theSameOnsetSeenOnBothSitesIsOneAlarm() {
        edge.spot(10_000, Vital.SBP, 85);
        centre.spot(10_000, Vital.SBP, 85);

        Site.meet(edge, centre);

        assertThat(edge.patient().openAlarms()).hasSize(1);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void anEndIsRememberedUntilTheRaiseHasComeOfASiteThatIsNotKnownYet() {
        Site hub = new Site("hub").admit(1, "1").attach(2, Site.MONITOR);
        Site ward = new Site("ward").hears(hub);
        ward.spot(10_000, Vital.SBP, 85);
        Envelope raise = ward.log.getLast();
        hub.replica = hub.replica.ahead(raise);
        hub.discharge(20_000);
        hub.admit(30_000, "2").attach(31_000, Site.MONITOR);

        Replica third = Replica.unknown(Site.PATIENT, new SiteId("third"));
        for (Envelope envelope : hub.log) {
            third = third.with(envelope);
        }
        third = third.with(raise);
        hub.replica = hub.replica.with(raise);

        assertThat(third.patient().openAlarms()).isEmpty();
        assertThat(SharedState.of(third)).isEqualTo(hub.shared());
    }

    @Test
    void anEnvelopeThatDischargesAndAdmitsEndsAnAlarmThatIsNotKnownYet() {
        Site third = new Site("third").hears(centre);
        edge.spot(10_000, Vital.SBP, 85);
        centre.hearsAhead(edge, edge.log.size() - 1);
        centre.gathers().discharge(20_000);
        centre.admit(20_100, "2");

        third.hears(centre).hears(edge);
        Site.meet(edge, centre);

        assertThat(centre.patient().openAlarms()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
        assertThat(third.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aLateRaiseOfAnAlarmThatHasEndedDoesNotOpenItAgain() {
        edge.spot(10_000, Vital.SBP, 85).spot(20_000, Vital.SBP, 120);
        centre.spot(10_000, Vital.SBP, 85);

        edge.hears(centre);
        centre.hears(edge);

        assertThat(edge.patient().openAlarms()).isEmpty();
        assertThat(centre.patient().openAlarms()).isEmpty();
    }

    @Test
    void aConditionThatComesBackIsANewAlarmEvenAtTheSameSample() {
        edge.spot(10_000, Vital.SBP, 85);
        Alarm first = edge.open("sbp-low");
        edge.limit(20_000, new LimitChange("sbp-low", null, null, null, null, false));
        edge.limit(30_000, new LimitChange("sbp-low", null, null, null, null, true));

        centre.hears(edge);

        Alarm second = centre.open("sbp-low");
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void anAcknowledgementDoesNotHideAnAlarmThatHasBecomeGraver() {
        edge.spot(10_000, Vital.SBP, 85);
        Site.meet(edge, centre);
        centre.acknowledge(20_000, centre.open("sbp-low"), Priority.MEDIUM);
        edge.limit(20_000, new LimitChange("sbp-low", null, Priority.HIGH, null, null, null));

        Site.meet(edge, centre);

        assertThat(edge.open("sbp-low").priority()).isEqualTo(Priority.HIGH);
        assertThat(edge.open("sbp-low").state()).isEqualTo(AlarmState.ACTIVE);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void anAcknowledgementDoesNotHideALaterAlarm() {
        edge.spot(10_000, Vital.SBP, 85);
        Site.meet(edge, centre);
        centre.acknowledge(20_000, centre.open("sbp-low"), Priority.MEDIUM);
        edge.spot(21_000, Vital.SBP, 120).spot(30_000, Vital.SBP, 84);

        Site.meet(edge, centre);

        assertThat(centre.open("sbp-low").onset()).isEqualTo(30_000);
        assertThat(centre.open("sbp-low").state()).isEqualTo(AlarmState.ACTIVE);
    }

    @Test
    void ofTwoAcknowledgementsTheGraverCountsAndOfTwoAlikeTheFirst() {
        edge.spot(10_000, Vital.SBP, 65);
        Site.meet(edge, centre);
        centre.acknowledge(20_000, centre.open("sbp-very-low"), Priority.HIGH);
        edge.acknowledge(21_000, edge.open("sbp-very-low"), Priority.HIGH);

        Site.meet(edge, centre);

        assertThat(edge.open("sbp-very-low").acknowledged())
                .isNotNull()
                .satisfies(seen -> assertThat(seen.at()).isEqualTo(20_000));
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void theEarliestEndCounts() {
        edge.spot(10_000, Vital.SBP, 65);
        Site.meet(edge, centre);
        edge.spot(30_000, Vital.SBP, 120);
        centre.spot(20_000, Vital.SBP, 120);

        Site.meet(edge, centre);

        assertThat(edge.open("sbp-very-low").ended()).isEqualTo(20_000);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void aSampleThatComesFromElsewhereRaisesNothing() {
        centre.limit(5_000, "sbp-low", 95);
        edge.spot(10_000, Vital.SBP, 92);

        centre.hears(edge);

        assertThat(centre.patient().openAlarms()).isEmpty();
    }

    @Test
    void aValueMeasuredOnceIsJudgedAgainByLimitsThatCameFromElsewhere() {
        centre.limit(5_000, "sbp-low", 95);
        edge.spot(10_000, Vital.SBP, 92).hears(centre);

        edge.record(edge.replica.judgedAgain(11_000), 11_000);
        centre.hears(edge);

        assertThat(edge.open("sbp-low").onset()).isEqualTo(10_000);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void theSiteThatTakesTheDeviceOverDoesNotRaiseTheAlarmASecondTime() {
        for (int second = 1; second <= 20; second++) {
            edge.sample(second * 1000L, Vital.SPO2, 85);
        }
        centre.hears(edge);
        int before = centre.log.size();

        for (int second = 21; second <= 60; second++) {
            centre.sample(second * 1000L, Vital.SPO2, 85);
        }

        assertThat(centre.patient().openAlarms()).extracting(Alarm::onset).containsExactly(1000L);
        assertThat(centre.log.size() - before).isEqualTo(40);
    }

    @Test
    void theDwellOfSamplesFromElsewhereGoesOnWhereTheDeviceGoesOn() {
        for (int second = 1; second <= 10; second++) {
            edge.sample(second * 1000L, Vital.SPO2, 85);
        }
        centre.hears(edge);

        for (int second = 11; second <= 16; second++) {
            centre.sample(second * 1000L, Vital.SPO2, 85);
        }

        assertThat(centre.open("spo2-low").onset()).isEqualTo(1000);
        assertThat(centre.open("spo2-low").raised()).isEqualTo(16_000);
    }

    @Test
    void whatTheLimitsHereWouldHaveRaisedElsewhereIsRaisedByTheNextOwnSample() {
        centre.limit(500, "spo2-low", 95);
        for (int second = 1; second <= 20; second++) {
            edge.sample(second * 1000L, Vital.SPO2, 92);
        }
        centre.hears(edge);
        assertThat(centre.patient().openAlarms()).isEmpty();

        centre.sample(21_000, Vital.SPO2, 92);

        assertThat(centre.open("spo2-low").raised()).isEqualTo(21_000);
    }

    @Test
    void anAlarmThatEndedElsewhereIsRaisedAnewByOwnSamples() {
        centre.spot(10_000, Vital.SBP, 85);
        edge.hears(centre);
        edge.spot(20_000, Vital.SBP, 120);
        centre.hears(edge);
        assertThat(centre.patient().trackers().get(Profiles.place("sbp-low")).isRaised())
                .isFalse();

        centre.spot(30_000, Vital.SBP, 85);

        assertThat(centre.open("sbp-low").onset()).isEqualTo(30_000);
    }

    @Test
    void oneEndEndsAllAlarmsOfTheCondition() {
        edge.spot(10_000, Vital.SBP, 85);
        centre.spot(11_000, Vital.SBP, 85);
        Site.meet(edge, centre);
        assertThat(edge.patient().openAlarms()).hasSize(2);

        centre.spot(20_000, Vital.SBP, 120);
        edge.hears(centre);

        assertThat(edge.patient().openAlarms()).isEmpty();
    }

    @Test
    void devicesThatFallSilentTogetherAreTwoAlarmsAlsoAcrossSites() {
        DeviceId pump = new DeviceId("pump");
        edge.attach(2, pump);
        Site.meet(edge, centre);
        edge.decide(new Tick(40_000, Map.of(Site.MONITOR, 2L)), 40_000);
        centre.decide(new Tick(40_000, Map.of(pump, 2L)), 40_000);

        Site.meet(edge, centre);

        assertThat(edge.patient().openAlarms())
                .extracting(Alarm::device)
                .containsExactlyInAnyOrder(Site.MONITOR, pump);
    }

    @Test
    void anAlarmOvertakesTheBacklog() {
        edge.sample(5_000, Vital.HR, 80).spot(10_000, Vital.SBP, 65);
        Envelope last = edge.log.getLast();

        centre.replica = centre.replica.ahead(last);
        assertThat(centre.open("sbp-very-low").value()).isEqualTo(65);
        assertThat(centre.acknowledge(11_000, centre.open("sbp-very-low"), Priority.HIGH))
                .isEqualTo(Reply.ACCEPTED);
        Site.meet(edge, centre);

        assertThat(edge.open("sbp-very-low").state()).isEqualTo(AlarmState.ACKNOWLEDGED);
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    @Test
    void anAcknowledgementIsKeptForAnAlarmThatIsStillOnItsWay() {
        edge.spot(10_000, Vital.SBP, 65);
        Site third = new Site("third").hears(edge);
        third.acknowledge(20_000, third.open("sbp-very-low"), Priority.HIGH);

        centre.replica = centre.replica.ahead(third.log.getLast());
        assertThat(centre.patient().openAlarms()).isEmpty();
        centre.hears(third);

        assertThat(centre.open("sbp-very-low").state()).isEqualTo(AlarmState.ACKNOWLEDGED);
    }

    @Test
    void anEndIsForgottenADayLaterOnceEverySiteHasSeenIt() {
        edge.spot(10_000, Vital.SBP, 85).spot(20_000, Vital.SBP, 120);
        centre.hears(edge);
        assertThat(facts(edge).alarms()).hasSize(1);

        seenByTheCentre(10_000 + Bounds.ALARMS_REMEMBERED_MS);
        assertThat(facts(edge).alarms()).hasSize(1);
        seenByTheCentre(10_001 + Bounds.ALARMS_REMEMBERED_MS);

        assertThat(facts(edge).alarms()).isEmpty();
        assertThat(edge.shared()).isEqualTo(centre.shared());
    }

    private void seenByTheCentre(long now) {
        edge.replica = edge.replica.seen(centre.id, facts(centre).marks(), List.of(centre.id), now);
    }

    @Test
    void anEndIsRememberedForASiteThatHasSaidNothingYetAndHasGraverNews() {
        Site third = new Site("third");
        edge.spot(10_000, Vital.SBP, 85);
        third.hears(edge);
        Alarm alarm = edge.open("sbp-low");
        third.record(List.of(new AlarmEscalated(alarm.id(), 30_000, Priority.HIGH)), 30_000);
        edge.acknowledge(20_000, alarm, alarm.priority());
        edge.spot(40_000, Vital.SBP, 120);
        centre.hears(edge);

        centre.limit(50_000, "hr-high", 130);
        edge.replica = edge.replica.with(centre.log.getLast());
        edge.replica = edge.replica.with(third.log.getLast());

        assertThat(edge.patient().openAlarms())
                .extracting(Alarm::id, Alarm::priority)
                .containsExactly(tuple(alarm.id(), Priority.HIGH));
    }

    @Test
    void anOpenAlarmIsNeverForgotten() {
        edge.spot(10_000, Vital.SBP, 85);
        centre.hears(edge);

        seenByTheCentre(10_001 + Bounds.ALARMS_REMEMBERED_MS);

        assertThat(edge.patient().openAlarms()).hasSize(1);
        assertThat(facts(edge).alarms()).hasSize(1);
    }

    @Test
    void whatIsRememberedOfEndedAlarmsIsBoundedAlsoWhileNoOtherSiteAnswers() {
        for (int i = 1; i <= Bounds.ALARMS_REMEMBERED_MAX + 5; i++) {
            edge.spot(i * 20_000L, Vital.SBP, 85).spot(i * 20_000L + 10_000, Vital.SBP, 120);
        }
        edge.spot(90_000_000, Vital.TEMP, 40);

        assertThat(facts(edge).alarms()).hasSize(Bounds.ALARMS_REMEMBERED_MAX);
        assertThat(centre.hears(edge).shared()).isEqualTo(edge.shared());
        assertThat(edge.open("temp-high").value()).isEqualTo(40);
    }

    private static Merge facts(Site site) {
        return Invariants.present(site.replica.merge(), "the site has others");
    }
}
