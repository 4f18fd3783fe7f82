package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.BedId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientReport.Presence;

import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What a patient's actor tells its wards. */
class PatientReportsTest {

    @AutoClose
    private final Bedside bedside = new Bedside();

    @Test
    void aMoveIsAnsweredOnceTheWardsShowItOrAfterAWhile() {
        bedside.wards.confirming = false;
        bedside.ask(bedside.admit());
        Wards.Told told = bedside.wards.await("admission", t -> true);
        assertThat(told.report().presence())
                .isEqualTo(new Presence.In(Bedside.ICU, "Ann", Bedside.BED, 0));
        bedside.clinician.expectNoMessage(Bedside.MOMENT);
        told.confirm();
        bedside.decided();

        bedside.ask(new PatientCommand.Transfer(
                bedside.millis(), "lead", Bedside.STEP_DOWN, new BedId("2")));
        Wards.Told out = bedside.wards.await("leaving", t -> t.ward().equals(Bedside.ICU));
        assertThat(out.report().presence()).isEqualTo(new Presence.Out(false));
        bedside.wards.await("arrival", t -> t.ward().equals(Bedside.STEP_DOWN)).confirm();
        bedside.picture();
        bedside.clinician.expectNoMessage(Bedside.MOMENT);
        bedside.pass(Duration.ofSeconds(1));
        bedside.picture();
        bedside.pass(Duration.ofSeconds(2));
        bedside.decided();
    }

    @Test
    void reportsAreRepeatedWithTheLatestUntilConfirmed() {
        bedside.settled();
        bedside.wards.confirming = false;
        bedside.frame(Vital.SPO2, 70);
        Wards.Told first =
                bedside.wards.await("raised", t -> t.alarm(Bedside.DESATURATION) != null);
        bedside.frame(Vital.SPO2, 97);
        bedside.expectDurable(2);

        bedside.pass(Duration.ofMillis(1001));
        Wards.Told again = bedside.wards.await(
                "the latched alarm",
                t -> t.alarm(Bedside.DESATURATION) != null
                        && t.alarm(Bedside.DESATURATION).recorded()
                        && t.alarm(Bedside.DESATURATION).alarm().state() == AlarmState.LATCHED);
        assertThat(again.report().number()).isGreaterThan(first.report().number());
        first.confirm();
        bedside.picture();
        bedside.wards.reports.clear();
        bedside.pass(Duration.ofMillis(1001));
        bedside.wards.confirming = true;
        bedside.pass(Duration.ofMillis(1001));
        bedside.wards.await("once more", t -> t.alarm(Bedside.DESATURATION) != null);
        bedside.picture();
        bedside.wards.reports.clear();
        bedside.pass(Duration.ofMillis(2001));
        bedside.picture();
        assertThat(bedside.wards.reports).isEmpty();
    }

    @Test
    void vitalsGoToTheBoardAtMostOnceASecondAndTheNewestWins() {
        bedside.settled();
        bedside.picture();
        bedside.pass(Duration.ofSeconds(2));
        bedside.picture();
        bedside.pass(Duration.ofSeconds(2));
        bedside.picture();
        bedside.wards.vitals.clear();
        for (int i = 0; i < 10; i++) {
            bedside.frame(Vital.HR, 80 + i);
        }
        bedside.picture();
        assertThat(bedside.wards.vitals).hasSize(1);
        bedside.pass(Duration.ofSeconds(1));
        bedside.picture();
        assertThat(bedside.wards.vitals).hasSize(2);
        assertThat(bedside.wards.vitals.getLast().values().get(Vital.HR)).isEqualTo(89);
    }

    @Test
    void silenceOfADeviceIsAnAlarmThatRisesAndEndsWithTheNextFrame() {
        bedside.settled();
        bedside.frame(Vital.HR, 80);
        bedside.expectDurable(1);
        bedside.pass(Duration.ofMillis(14_900));
        bedside.picture();
        assertThat(bedside.picture().alarms()).isEmpty();

        bedside.pass(Duration.ofMillis(200));
        assertThat(bedside.wards.awaitAlarm("no-data", true).alarm().priority())
                .isEqualTo(Priority.MEDIUM);
        bedside.pass(Duration.ofSeconds(45));
        assertThat(bedside.wards
                        .await(
                                "escalation",
                                t -> t.alarm("no-data") != null
                                        && t.alarm("no-data").alarm().priority() == Priority.HIGH)
                        .report()
                        .alarms())
                .hasSize(1);
        bedside.frame(Vital.HR, 80);
        bedside.wards.await(
                "the end",
                t -> t.alarm("no-data") != null && t.alarm("no-data").alarm().ended() != null);
    }

    @Test
    void aDeviceThatNeverSpeaksAfterARestartIsMissed() {
        bedside.settled();
        bedside.restart();
        bedside.picture();
        bedside.pass(Duration.ofSeconds(16));
        assertThat(bedside.wards.awaitAlarm("no-data", true).alarm().device())
                .isEqualTo(Bedside.DEVICE);
    }

    @Test
    void afterARestartEverythingOpenIsReportedAsRecorded() {
        bedside.settled();
        bedside.frame(Vital.SPO2, 70);
        Alarm alarm = bedside.wards.awaitAlarm(Bedside.DESATURATION, true).alarm();
        bedside.wards.reports.clear();
        bedside.restart();

        Wards.Told told =
                bedside.wards.await("the whole picture", t -> t.report().complete());
        assertThat(told.alarm(Bedside.DESATURATION).alarm()).isEqualTo(alarm);
        assertThat(told.alarm(Bedside.DESATURATION).recorded()).isTrue();
        assertThat(told.report().number()).isEqualTo(1);

        bedside.hello();
        DeviceNotice.Welcome welcome = bedside
                .session
                .fishForMessage(
                        Duration.ofSeconds(5),
                        n -> n instanceof DeviceNotice.Welcome
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(DeviceNotice.Welcome.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(welcome.acked()).isEqualTo(1);
        bedside.send(1, Values.of(Vital.SPO2, 70));
        bedside.expectDurable(1);
    }

    @Test
    void onlyADischargedPatientsActorGoesToRest() {
        bedside.settled();
        bedside.pass(Duration.ofMinutes(5));
        bedside.picture();
        bedside.shard.expectNoMessage(Bedside.MOMENT);
        bedside.ask(new PatientCommand.Discharge(bedside.millis(), "lead"));
        bedside.decided();
        assertThat(bedside.wards
                        .await("leaving", t -> t.report().presence() instanceof Presence.Out)
                        .report()
                        .alarms())
                .allMatch(a -> a.alarm().state() == AlarmState.ENDED);
        bedside.picture();
        await().until(() -> {
            // Again, as time may have passed while the actor was setting its timer.
            bedside.pass(Duration.ofMinutes(2));
            return bedside.hasAskedToRest();
        });
    }
}
