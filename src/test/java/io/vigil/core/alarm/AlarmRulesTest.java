package io.vigil.core.alarm;

import static io.vigil.core.patient.Given.monitored;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.patient.Given;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The alarm rules of PROTOCOL, each rule by the samples that show it. */
class AlarmRulesTest {

    private static final String LOW = "spo2-low";

    @Test
    void raisesWhenTheDwellReachesTheDelay() {
        Given patient = monitored().steady(Vital.SPO2, 100, 114, 86);
        assertThat(patient.open(LOW)).isEmpty();

        patient.sample(Vital.SPO2, 115, 85);

        Alarm alarm = patient.open(LOW).orElseThrow();
        assertThat(alarm.id()).isEqualTo(AlarmId.of(Given.PATIENT, LOW, 100_000));
        assertThat(alarm.onset()).isEqualTo(100_000);
        assertThat(alarm.raised()).isEqualTo(115_000);
        assertThat(alarm.value()).isEqualTo(85.0);
        assertThat(alarm.limit()).isEqualTo(90.0);
        assertThat(alarm.priority()).isEqualTo(Priority.MEDIUM);
        assertThat(alarm.state()).isEqualTo(AlarmState.ACTIVE);
    }

    @Test
    void theBoundItselfIsNotBeyond() {
        assertThat(monitored().steady(Vital.SPO2, 0, 60, 90).open(LOW)).isEmpty();
    }

    @Test
    void theDwellLeaksAQuarterInsteadOfResetting() {
        Given patient = monitored().steady(Vital.SPO2, 100, 110, 86); // dwell 10 s
        patient.steady(Vital.SPO2, 111, 114, 95); // four seconds leak 1 s
        patient.steady(Vital.SPO2, 115, 119, 86); // 9 s + 5 s
        assertThat(patient.open(LOW)).isEmpty();

        patient.sample(Vital.SPO2, 120, 86);

        assertThat(patient.open(LOW).orElseThrow().onset()).isEqualTo(100_000);
    }

    @Test
    void aDwellThatHasLeakedAwayStartsAnew() {
        Given patient =
                monitored().steady(Vital.SPO2, 100, 101, 86).steady(Vital.SPO2, 102, 106, 95);
        patient.steady(Vital.SPO2, 107, 122, 86);
        assertThat(patient.open(LOW).orElseThrow().onset()).isEqualTo(107_000);
    }

    @Test
    void aHoleInTheDataCountsTenSecondsAtMost() {
        Given patient = monitored().sample(Vital.SPO2, 100, 86).sample(Vital.SPO2, 1000, 86);
        assertThat(patient.open(LOW)).isEmpty();
        patient.sample(Vital.SPO2, 1005, 86);
        assertThat(patient.open(LOW)).isPresent();
    }

    @Test
    void endsAfterBeingBackByTheHysteresisForTheClearDelay() {
        Given patient = monitored().steady(Vital.SPO2, 100, 115, 86);
        patient.steady(Vital.SPO2, 116, 130, 90.9); // within the hysteresis: not back
        assertThat(patient.open(LOW)).isPresent();
        patient.steady(Vital.SPO2, 131, 135, 91);
        assertThat(patient.open(LOW)).isPresent();

        patient.sample(Vital.SPO2, 136, 91);

        assertThat(patient.open(LOW)).isEmpty();
        assertThat(patient.lastEvents())
                .contains(new AlarmEnded(AlarmId.of(Given.PATIENT, LOW, 100_000), 136_000));
    }

    @Test
    void aRelapseWhileClearingIsTheSameAlarm() {
        Given patient =
                monitored().steady(Vital.SPO2, 100, 115, 86).steady(Vital.SPO2, 116, 119, 95);
        patient.sample(Vital.SPO2, 120, 88).steady(Vital.SPO2, 121, 125, 95);
        assertThat(patient.open(LOW).orElseThrow().onset()).isEqualTo(100_000);
        patient.sample(Vital.SPO2, 126, 95);
        assertThat(patient.open(LOW)).isEmpty();
    }

    @Test
    void aGapNeverClears() {
        Given patient = monitored().steady(Vital.SPO2, 100, 115, 86).sample(Vital.SPO2, 900, 95);
        assertThat(patient.open(LOW)).isPresent();
        patient.sample(Vital.SPO2, 905, 95);
        assertThat(patient.open(LOW)).isEmpty();
    }

    @Test
    void aSampleNotNewerIsNeverJudged() {
        Given patient = monitored().sample(Vital.SPO2, 100, 95).spot(Vital.SPO2, 100, 50);
        patient.spot(Vital.SPO2, 99, 50);
        assertThat(patient.state().openAlarms()).isEmpty();
        assertThat(patient.state().reading(Vital.SPO2).value()).isEqualTo(95);
    }

    @Test
    void aSpotValueAlarmsAndEndsAtOnce() {
        Given patient = monitored().spot(Vital.SBP, 100, 85);
        assertThat(patient.open("sbp-low").orElseThrow().raised()).isEqualTo(100_000);
        patient.spot(Vital.SBP, 400, 92);
        assertThat(patient.open("sbp-low")).isPresent();
        patient.spot(Vital.SBP, 700, 93);
        assertThat(patient.open("sbp-low")).isEmpty();
    }

    @Test
    void aHighAlarmLatchesUntilItIsAcknowledged() {
        Given patient =
                monitored().steady(Vital.SPO2, 100, 105, 75).steady(Vital.SPO2, 106, 112, 98);
        Alarm latched = patient.open("spo2-very-low").orElseThrow();
        assertThat(latched.state()).isEqualTo(AlarmState.LATCHED);
        assertThat(latched.ended()).isEqualTo(111_000);

        patient.acknowledged(latched.id(), Priority.HIGH, 120_000);

        assertThat(patient.open("spo2-very-low")).isEmpty();
    }

    @Test
    void anAcknowledgedAlarmEndsWithoutLatching() {
        Given patient = monitored().steady(Vital.SPO2, 100, 105, 75);
        AlarmId id = patient.open("spo2-very-low").orElseThrow().id();
        patient.acknowledged(id, Priority.HIGH, 105_500);
        assertThat(patient.open("spo2-very-low").orElseThrow().state())
                .isEqualTo(AlarmState.ACKNOWLEDGED);
        patient.steady(Vital.SPO2, 106, 112, 98);
        assertThat(patient.open("spo2-very-low")).isEmpty();
    }

    @Test
    void changedLimitsJudgeTheLastSampleAtItsTime() {
        Given patient = monitored().steady(Vital.SPO2, 100, 110, 92);
        patient.when(limits(new LimitChange(LOW, 93.0, null, 0L, null, null)));
        assertThat(patient.lastEvents())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(AlarmRaised.class, raised -> {
                            assertThat(raised.at()).isEqualTo(110_000);
                            assertThat(raised.onset()).isEqualTo(110_000);
                        }));
        patient.when(limits(new LimitChange(LOW, null, null, null, null, false)));
        assertThat(patient.open(LOW)).isEmpty();
    }

    @Test
    void pulseRateLimitsAreOffWhileThereIsAHeartRate() {
        Given patient = monitored().steady(Vital.PR, 0, 12, 40);
        assertThat(patient.open("pr-low")).isPresent();
        patient.sample(Vital.HR, 13, 70).steady(Vital.PR, 14, 20, 40);
        assertThat(patient.open("pr-low")).isEmpty();
    }

    private static SetLimits limits(LimitChange change) {
        return new SetLimits(200_000, "lead", null, List.of(change));
    }
}
