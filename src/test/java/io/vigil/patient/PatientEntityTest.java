package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;

import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** A patient's actor: what is written, acked and answered, and when. */
class PatientEntityTest {

    @AutoClose
    private final Bedside bedside = new Bedside();

    @Test
    void announcesAtOnceAndAcksOnlyWhatIsWritten() {
        bedside.settled();
        bedside.valve.hold();

        long seq = bedside.frame(Vital.SPO2, 70);

        WardAlarm announced = bedside.wards.awaitAlarm(Bedside.DESATURATION, false);
        assertThat(announced.alarm().state()).isEqualTo(AlarmState.ACTIVE);
        bedside.session.expectNoMessage(Bedside.MOMENT);
        assertThat(bedside.picture().alarms()).noneMatch(WardAlarm::recorded);

        bedside.valve.open();
        bedside.expectDurable(seq);
        assertThat(bedside.wards.awaitAlarm(Bedside.DESATURATION, true).alarm())
                .isEqualTo(announced.alarm());
        assertThat(bedside.picture().recordedThrough()).isEqualTo(Bedside.START + 1000);
    }

    @Test
    void creditsAreInUseUntilTheFramesAreDurableOrTheActorIsNoMore() {
        bedside.settled();
        bedside.valve.hold();
        bedside.frame(Vital.HR, 80);
        bedside.frame(Vital.HR, 80);
        bedside.picture();
        assertThat(bedside.metrics.patientHop().inFlightNow()).isEqualTo(2);

        bedside.valve.open();
        bedside.expectDurable(2);
        assertThat(bedside.metrics.patientHop().inFlightNow()).isZero();

        bedside.valve.hold();
        bedside.frame(Vital.HR, 80);
        bedside.picture();
        bedside.crash();
        assertThat(bedside.metrics.patientHop().inFlightNow()).isZero();
    }

    @Test
    void whatComesDuringAWriteIsTheNextBatch() {
        bedside.settled();
        int before = bedside.rows().size();
        bedside.valve.hold();
        for (int i = 0; i < 20; i++) {
            bedside.frame(Vital.HR, 80);
        }
        bedside.picture();
        bedside.valve.open();
        bedside.expectDurable(20);

        List<Batch> rows = bedside.rows();
        assertThat(rows).hasSize(before + 2);
        assertThat(rows.get(before).events()).hasSize(1);
        assertThat(rows.getLast().events()).hasSize(19);
        assertThat(rows).extracting(Batch::number).doesNotHaveDuplicates();
    }

    @Test
    void whatAPersonAskedForShowsOnceItIsDurable() {
        bedside.settled();
        bedside.frame(Vital.SPO2, 70);
        Alarm alarm = bedside.wards.awaitAlarm(Bedside.DESATURATION, true).alarm();
        bedside.expectDurable(1);
        bedside.valve.hold();

        bedside.ask(new PatientCommand.Acknowledge(
                bedside.millis(), "nurse", alarm.id(), Priority.HIGH));
        bedside.frame(Vital.HR, 85);
        assertThat(bedside.picture().alarm(alarm.id()).alarm().acknowledged()).isNull();
        assertThat(bedside.picture().state().reading(Vital.HR).value()).isEqualTo(85);
        bedside.clinician.expectNoMessage(Bedside.MOMENT);

        bedside.valve.open();
        PatientEntity.Decided decided = bedside.decided();
        assertThat(decided.picture().alarm(alarm.id()).alarm().state())
                .isEqualTo(AlarmState.ACKNOWLEDGED);
        assertThat(bedside.wards
                        .awaitAlarm(Bedside.DESATURATION, true)
                        .alarm()
                        .acknowledged()
                        .by())
                .isEqualTo("nurse");
    }

    @Test
    void theSameAgainIsAnsweredOnlyWhenTheFirstIsDurable() {
        bedside.valve.hold();
        bedside.ask(bedside.admit());
        bedside.ask(bedside.admit());
        bedside.clinician.expectNoMessage(Bedside.MOMENT);

        bedside.valve.open();
        assertThat(bedside.decided().reply()).isInstanceOf(Reply.Accepted.class);
        assertThat(bedside.decided().reply()).isInstanceOf(Reply.Unchanged.class);
        assertThat(bedside.rows()).hasSize(1);
    }

    @Test
    void whoWaitsTooLongIsToldSoAndTooManyAreRefused() {
        bedside.settled();
        bedside.valve.hold();
        bedside.ask(new PatientCommand.SetSpo2Scale(bedside.millis(), "lead", 2));
        bedside.picture();
        bedside.pass(Duration.ofSeconds(5));
        bedside.clinician.expectMessageClass(PatientEntity.Unavailable.class);

        for (int i = 0; i <= Bounds.PENDING_COMMANDS_MAX; i++) {
            bedside.ask(new PatientCommand.SetSpo2Scale(bedside.millis(), "lead", 1 + i % 2));
        }
        assertThat(bedside.clinician
                        .expectMessageClass(PatientEntity.Unavailable.class)
                        .why())
                .contains("too many");
    }

    @Test
    void aFrameThatSkipsANumberIsNotKept() {
        bedside.settled();
        bedside.send(2, Values.of(Vital.HR, 80));
        assertThat(bedside.session
                        .expectMessageClass(DeviceNotice.OutOfOrder.class)
                        .expected())
                .isEqualTo(1);
        bedside.send(1, Values.of(Vital.HR, 1000));
        assertThat(bedside.session
                        .expectMessageClass(DeviceNotice.PartsRefused.class)
                        .problems())
                .hasSize(1);
        bedside.expectDurable(1);
    }

    @Test
    void aStopWaitsForTheWriteInFlight() {
        bedside.settled();
        bedside.valve.hold();
        bedside.frame(Vital.HR, 80);
        TestProbe<Object> watcher = bedside.testKit.createTestProbe();
        bedside.patient.tell(new PatientEntity.Stop());
        bedside.frame(Vital.HR, 80);
        bedside.session.expectMessage(new DeviceNotice.Moving(Bedside.DEVICE));
        bedside.valve.open();
        bedside.session.fishForMessage(
                Duration.ofSeconds(5),
                n -> n instanceof DeviceNotice.Durable
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        watcher.expectTerminated(bedside.patient);
    }

    @Test
    void rowsOfATimeAreFound() {
        bedside.settled();
        bedside.frame(Vital.HR, 80);
        bedside.expectDurable(1);
        TestProbe<PatientEntity.Rows> rows = bedside.testKit.createTestProbe();
        bedside.patient.tell(
                new PatientEntity.FindRows(Bedside.START, Bedside.START + 5000, rows.getRef()));
        assertThat(rows.receiveMessage())
                .isEqualTo(
                        new PatientEntity.Rows("patient|p-1", 1, bedside.rows().size()));
    }
}
