package io.vigil.core.patient;

import static io.vigil.core.patient.Given.MONITOR;
import static io.vigil.core.patient.Given.PATIENT;
import static io.vigil.core.patient.Given.monitored;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Refused;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Chart;
import io.vigil.core.patient.PatientCommand.DeclareGap;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.Greet;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.ReportTechnical;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** A patient's decisions: turn, refusals, technical conditions, care and limits. */
class PatientTest {

    @Test
    void aFrameIsTakenOnceAndInTurn() {
        Given patient = monitored().sample(Vital.HR, 1, 70);
        patient.when(frame(1, 1000));
        assertThat(patient.reply()).isEqualTo(Reply.REPEATED);
        patient.when(frame(3, 3000));
        assertThat(patient.reply()).isEqualTo(new Reply.OutOfOrder(2));
        patient.when(frame(2, 2000));
        assertThat(patient.reply()).isEqualTo(Reply.ACCEPTED);
    }

    @Test
    void aDeclaredGapIsPassedOver() {
        Given patient = monitored().when(new DeclareGap(MONITOR, 1, 1, 4, 10));
        assertThat(patient.reply()).isEqualTo(Reply.ACCEPTED);
        assertThat(patient.when(frame(5, 5000)).reply()).isEqualTo(Reply.ACCEPTED);
        patient.when(new DeclareGap(MONITOR, 1, 8, 9, 10));
        assertThat(patient.reply()).isEqualTo(new Reply.OutOfOrder(6));
    }

    @Test
    void aNewEpochStartsFromOneAndTheOldOneIsOver() {
        Given patient = monitored().sample(Vital.HR, 1, 70).sample(Vital.HR, 2, 70);
        patient.when(new Observe(MONITOR, 2, 1, 3000, hr(70), 0, Charted.NONE, 3000));
        assertThat(patient.reply()).isEqualTo(Reply.ACCEPTED);
        assertThat(patient.when(frame(3, 4000)).reply()).isEqualTo(new Reply.StaleEpoch(2));
    }

    @Test
    void anImplausibleValueIsRefusedByNameAndTheRestCounts() {
        Values values = hr(70).with(Vital.SPO2, 300).with(Vital.TEMP, 5);
        Given patient = monitored().frame(MONITOR, 1000, values, 0, Charted.NONE);
        assertThat(((Reply.Accepted) patient.reply()).refused())
                .extracting(Refused::field)
                .containsExactly("spo2", "temp");
        assertThat(patient.state().reading(Vital.HR).value()).isEqualTo(70);
        assertThat(patient.state().reading(Vital.SPO2)).isNull();
    }

    @Test
    void aFrameOfTheFarFutureCannotBlindTheRules() {
        long future = 1000 + Bounds.FUTURE_MS_MAX + 1;
        Given patient =
                monitored().when(new Observe(MONITOR, 1, 1, future, hr(70), 0, Charted.NONE, 1000));
        assertThat(((Reply.Accepted) patient.reply()).refused())
                .extracting(Refused::field)
                .containsExactly("at");
        assertThat(patient.state().reading(Vital.HR)).isNull();
        assertThat(patient.state().devices().get(MONITOR).seq()).isEqualTo(1);
    }

    @Test
    void silenceAlarmsAfterFifteenSecondsAndGravelyAfterSixty() {
        Given patient = monitored().sample(Vital.HR, 1, 70);
        assertThat(Patient.nextDeadline(patient.state(), Map.of(MONITOR, 5000L)))
                .hasValue(20_000);
        assertThat(patient.silentUntil(19_999, 5000).open("no-data")).isEmpty();
        Alarm alarm = patient.silentUntil(20_000, 5000).open("no-data").orElseThrow();
        assertThat(alarm.priority()).isEqualTo(Priority.MEDIUM);
        assertThat(alarm.onset()).isEqualTo(1000);

        patient.acknowledged(alarm.id(), Priority.MEDIUM, 30_000);
        assertThat(patient.open("no-data").orElseThrow().state())
                .isEqualTo(AlarmState.ACKNOWLEDGED);
        Alarm graver = patient.silentUntil(65_000, 5000).open("no-data").orElseThrow();
        assertThat(graver.priority()).isEqualTo(Priority.HIGH);
        assertThat(graver.state()).isEqualTo(AlarmState.ACTIVE);
        assertThat(graver.id()).isEqualTo(alarm.id());

        patient.sample(Vital.HR, 70, 70);
        assertThat(patient.lastEvents()).contains(new AlarmEnded(alarm.id(), 70_000));
    }

    @Test
    void twoDevicesThatFallSilentTogetherAreTwoAlarms() {
        DeviceId pump = new DeviceId("pump");
        Given patient = monitored().attached(pump);
        patient.when(new PatientCommand.Tick(20_000, Map.of(MONITOR, 1L, pump, 1L)));
        assertThat(patient.state().openAlarms()).extracting(Alarm::id).doesNotHaveDuplicates();
    }

    @Test
    void aVitalThatWasThereIsMissedAfterThirtySecondsOfFrames() {
        Given patient = monitored().sample(Vital.SPO2, 0.001, 97).steady(Vital.HR, 1, 30, 70);
        assertThat(patient.open("signal-lost.spo2")).isEmpty();
        patient.sample(Vital.HR, 31, 70);
        assertThat(patient.open("signal-lost.spo2").orElseThrow().priority())
                .isEqualTo(Priority.LOW);
        patient.sample(Vital.SPO2, 32, 97);
        assertThat(patient.open("signal-lost.spo2")).isEmpty();
    }

    @Test
    void aSpotValueIsNeverMissed() {
        Given patient = monitored().spot(Vital.SBP, 0.001, 120).steady(Vital.HR, 1, 60, 70);
        assertThat(patient.state().openAlarms()).isEmpty();
    }

    @Test
    void aSkewedClockIsToldUntilTheNextFrame() {
        Given patient = monitored().when(new Greet(MONITOR, 100_000, 94_999));
        assertThat(patient.open("clock-skew").orElseThrow().priority()).isEqualTo(Priority.LOW);
        patient.sample(Vital.HR, 100, 70);
        assertThat(patient.open("clock-skew")).isEmpty();
        assertThat(patient.when(new Greet(MONITOR, 100_000, 95_000)).lastEvents())
                .isEmpty();
    }

    @Test
    void whatADeviceReportsStaysUntilItReportsTheEnd() {
        Given patient = monitored().when(report(1, "leads-off", true));
        assertThat(patient.open("leads-off").orElseThrow().priority()).isEqualTo(Priority.MEDIUM);
        patient.when(new Observe(MONITOR, 1, 2, 2000, hr(70), 0, Charted.NONE, 2000));
        assertThat(patient.open("leads-off")).isPresent();
        patient.when(report(3, "leads-off", false));
        assertThat(patient.open("leads-off")).isEmpty();
    }

    @Test
    void aDeviceCannotReportTheServersOwnConditions() {
        Given patient = monitored().when(report(1, "spo2-low", true));
        assertThat(((Reply.Accepted) patient.reply()).refused())
                .extracting(Refused::field)
                .containsExactly("condition");
        assertThat(patient.state().openAlarms()).isEmpty();
        assertThat(patient.state().devices().get(MONITOR).seq()).isEqualTo(1);
    }

    @Test
    void admittingAgainIsTheSameOrAConflict() {
        Given patient = Given.admitted(1);
        assertThat(patient.when(admit("icu-1", "1")).reply()).isEqualTo(Reply.UNCHANGED);
        assertThat(patient.when(admit("icu-1", "2")).reply()).isInstanceOf(Reply.Conflict.class);
        assertThat(patient.when(admit("icu-2", "1")).reply()).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void dischargeEndsEveryAlarmAndLetsTheDevicesGo() {
        Given patient = monitored().steady(Vital.SPO2, 100, 105, 75);
        AlarmId id = patient.open("spo2-very-low").orElseThrow().id();
        patient.when(new Discharge(200_000, "lead"));
        assertThat(patient.lastEvents()).contains(new AlarmEnded(id, 200_000));
        assertThat(patient.state().openAlarms()).isEmpty();
        assertThat(patient.when(frame(7, 201_000)).reply()).isEqualTo(Reply.NOT_ATTACHED);
        patient.when(admit("icu-1", "1"));
        assertThat(patient.reply()).isEqualTo(Reply.ACCEPTED);
        assertThat(patient.state().reading(Vital.SPO2)).isNull();
    }

    @Test
    void aDeviceThatComesBackGoesOnAtItsMark() {
        Given patient = monitored().sample(Vital.HR, 1, 70).sample(Vital.HR, 2, 70);
        patient.when(new DetachDevice(3000, "lead", MONITOR));
        assertThat(patient.when(frame(3, 3000)).reply()).isEqualTo(Reply.NOT_ATTACHED);
        patient.when(new AttachDevice(4000, "lead", MONITOR, 1, 2));
        assertThat(patient.when(frame(3, 5000)).reply()).isEqualTo(Reply.ACCEPTED);
    }

    @Test
    void anAcknowledgementNeverHidesAGraverAlarm() {
        Given patient = monitored().steady(Vital.SPO2, 100, 105, 75);
        AlarmId id = patient.open("spo2-very-low").orElseThrow().id();
        patient.acknowledged(id, Priority.MEDIUM, 106_000);
        assertThat(patient.reply()).isInstanceOf(Reply.Conflict.class);
        assertThat(patient.open("spo2-very-low").orElseThrow().acknowledged()).isNull();
        patient.acknowledged(new AlarmId("p-1.hr-low.1"), Priority.HIGH, 106_000);
        assertThat(patient.reply()).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void limitsAreCheckedAndVersioned() {
        Given patient = monitored();
        long version = patient.state().limitsVersion();
        patient.when(limits(version, new LimitChange("hr-high", 130.0, null, null, null, null)));
        assertThat(patient.state().limitsVersion()).isEqualTo(version + 1);
        patient.when(limits(version, new LimitChange("hr-high", 140.0, null, null, null, null)));
        assertThat(patient.reply()).isEqualTo(new Reply.StaleVersion(version + 1));
        patient.when(limits(null, new LimitChange("hr-high", 999.0, null, -1L, null, null)));
        assertThat(((Reply.Invalid) patient.reply()).problems())
                .extracting(Refused::field)
                .containsExactly("hr-high.bound", "hr-high.delay");
        patient.when(limits(null, new LimitChange("mood-low", 1.0, null, null, null, null)));
        assertThat(patient.reply()).isInstanceOf(Reply.Invalid.class);
    }

    @Test
    void theScoreAlarmsAtOnceForChartedValuesAndOnlyWhenComplete() {
        Values values = hr(120).with(Vital.SPO2, 93).with(Vital.RR, 23).with(Vital.SBP, 120);
        Given patient = monitored().frame(MONITOR, 100_000, values, 0, Charted.NONE);
        assertThat(patient.state().news2().complete()).isFalse();
        assertThat(patient.open("news2-urgent")).isEmpty();

        patient.when(new Chart(
                101_000,
                "nurse",
                101_000,
                Values.of(Vital.TEMP, 37.0),
                new Charted(Consciousness.A, false)));

        assertThat(patient.state().news2().score()).isEqualTo(6);
        Alarm alarm = patient.open("news2-urgent").orElseThrow();
        assertThat(alarm.value()).isEqualTo(6.0);
        assertThat(alarm.limit()).isEqualTo(5.0);
        assertThat(patient.open("news2-emergency")).isEmpty();
    }

    @Test
    void chartingNothingOrTheFutureIsRefused() {
        Given patient = monitored();
        patient.when(new Chart(1000, "nurse", 1000, Values.NONE, Charted.NONE));
        assertThat(patient.reply()).isInstanceOf(Reply.Invalid.class);
        patient.when(new Chart(1000, "nurse", 10_000, hr(70), Charted.NONE));
        assertThat(patient.reply()).isInstanceOf(Reply.Invalid.class);
    }

    @Test
    void latchedAlarmsStayBounded() {
        Given patient = monitored();
        for (int episode = 0; episode < Bounds.OPEN_ALARMS_MAX + 20; episode++) {
            patient.spot(Vital.SPO2, 10 + episode * 10, 70).spot(Vital.SPO2, 15 + episode * 10, 99);
        }
        assertThat(patient.state().openAlarms()).hasSizeLessThanOrEqualTo(Bounds.OPEN_ALARMS_MAX);
    }

    @Test
    void theEventOfAFrameIsWhatWasKeptOfIt() {
        Given patient = monitored().sample(Vital.HR, 1, 70);
        assertThat(patient.lastEvents())
                .containsExactly(new Observed(MONITOR, 1, 1, 1000, hr(70), 0, Charted.NONE));
        assertThat(patient.state().id()).isEqualTo(PATIENT);
    }

    private static Observe frame(long seq, long at) {
        return new Observe(MONITOR, 1, seq, at, hr(70), 0, Charted.NONE, at);
    }

    private static ReportTechnical report(long seq, String condition, boolean active) {
        return new ReportTechnical(MONITOR, 1, seq, seq * 1000, condition, active);
    }

    private static Admit admit(String ward, String bed) {
        return new Admit(
                300_000, "lead", "Test Person", new WardId(ward), new BedId(bed), Profile.ADULT, 1);
    }

    private static SetLimits limits(Long version, LimitChange change) {
        return new SetLimits(1000, "lead", version, List.of(change));
    }

    private static Values hr(double value) {
        return Values.of(Vital.HR, value);
    }
}
