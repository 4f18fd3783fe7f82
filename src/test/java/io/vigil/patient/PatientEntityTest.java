package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.BedId;
import io.vigil.core.Bounds;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;

import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class PatientEntityTest {

    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final String DESATURATION = "spo2-very-low";

    private final Bedside bedside = new Bedside();

    @AfterEach
    void close() {
        bedside.close();
    }

    @Test
    void announcesAtOnceAndAcksOnlyWhatIsWritten() {
        bedside.settled();
        bedside.valve.hold();

        long seq = bedside.frame(Vital.SPO2, 70);

        WardAlarm announced = bedside.wards.awaitAlarm(DESATURATION, false);
        assertThat(announced.alarm().state()).isEqualTo(AlarmState.ACTIVE);
        bedside.session.expectNoMessage(MOMENT);
        assertThat(bedside.picture().alarms()).noneMatch(WardAlarm::recorded);

        bedside.valve.open();
        bedside.expectDurable(seq);
        assertThat(bedside.wards.awaitAlarm(DESATURATION, true).alarm())
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
    void detectsAndAnnouncesWhileTheStoreIsDownAndComesBackByItself() {
        bedside.settled();
        bedside.valve.fail();

        long seq = bedside.frame(Vital.HR, 80);
        assertThat(bedside.session.expectMessageClass(DeviceNotice.Hold.class).reason())
                .contains("storage down");
        Alarm outage = bedside.wards.awaitAlarm("storage-down", false).alarm();
        assertThat(outage.onset()).isEqualTo(Bedside.START + seq * 1000);
        assertThat(bedside.metrics.isJournalFailing()).isTrue();

        seq = bedside.frame(Vital.SPO2, 70);
        assertThat(bedside.wards.awaitAlarm(DESATURATION, false).alarm().state())
                .isEqualTo(AlarmState.ACTIVE);
        failAgain();
        failAgain();
        bedside.session.expectNoMessage(MOMENT);
        assertThat(bedside.picture().alarms())
                .extracting(a -> a.alarm().condition())
                .containsExactly("spo2-low", DESATURATION, "storage-down");

        bedside.valve.open();
        bedside.pass(Duration.ofSeconds(4));
        bedside.expectDurable(1);
        bedside.wards.await(
                "the outage's end",
                told -> told.alarm("storage-down") != null
                        && told.alarm("storage-down").alarm().ended() != null);
        bedside.wards.awaitAlarm(DESATURATION, true);
        assertThat(bedside.metrics.isJournalFailing()).isFalse();
        assertNumbersAreGapless(2 + 2);
        assertThat(bedside.picture().state().devices().get(Bedside.DEVICE).seq())
                .isEqualTo(seq);
    }

    private void failAgain() {
        int before = bedside.valve.failed.get();
        bedside.pass(Duration.ofSeconds(4));
        await().until(() -> bedside.valve.failed.get() > before);
    }

    private void assertNumbersAreGapless(int rowsMin) {
        List<Batch> rows = bedside.rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(rowsMin);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).number()).isEqualTo(i + 1);
        }
    }

    @Test
    void aWriteThatFailedButHasLandedIsNotWrittenAgain() {
        bedside.settled();
        bedside.valve.fail();
        long seq = bedside.frame(Vital.HR, 80);
        bedside.session.expectMessageClass(DeviceNotice.Hold.class);

        Batch landed = new Batch(
                bedside.rows().size() + 1,
                List.of(new io.vigil.core.patient.PatientEvent.Observed(
                        Bedside.DEVICE,
                        1,
                        seq,
                        Bedside.START + seq * 1000,
                        Values.of(Vital.HR, 80),
                        Vital.HR.bit(),
                        io.vigil.core.vitals.Charted.NONE)));
        bedside.valve.open();
        bedside.journal()
                .persistForRecovery(
                        PatientLedger.persistenceId(Bedside.PATIENT).id(), List.of(landed));
        int rows = bedside.rows().size();
        bedside.pass(Duration.ofSeconds(4));

        bedside.expectDurable(seq);
        assertThat(bedside.rows()).hasSize(rows);
        long next = bedside.frame(Vital.HR, 81);
        bedside.session.fishForMessage(
                Duration.ofSeconds(5),
                notice -> notice instanceof DeviceNotice.Durable d && d.seq() == next
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertNumbersAreGapless(rows + 1);
    }

    @Test
    void whatAPersonAskedForShowsOnceItIsDurable() {
        bedside.settled();
        bedside.frame(Vital.SPO2, 70);
        Alarm alarm = bedside.wards.awaitAlarm(DESATURATION, true).alarm();
        bedside.expectDurable(1);
        bedside.valve.hold();

        bedside.ask(new PatientCommand.Acknowledge(
                bedside.millis(), "nurse", alarm.id(), Priority.HIGH));
        bedside.frame(Vital.HR, 85);
        assertThat(bedside.picture().alarm(alarm.id()).alarm().acknowledged()).isNull();
        assertThat(bedside.picture().state().reading(Vital.HR).value()).isEqualTo(85);
        bedside.clinician.expectNoMessage(MOMENT);

        bedside.valve.open();
        PatientEntity.Decided decided = bedside.decided();
        assertThat(decided.picture().alarm(alarm.id()).alarm().state())
                .isEqualTo(AlarmState.ACKNOWLEDGED);
        assertThat(bedside.wards
                        .awaitAlarm(DESATURATION, true)
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
        bedside.clinician.expectNoMessage(MOMENT);

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
    void aMoveIsAnsweredOnceTheWardsShowItOrAfterAWhile() {
        bedside.wards.confirming = false;
        bedside.ask(bedside.admit());
        Wards.Told told = bedside.wards.await("admission", t -> true);
        assertThat(told.report().presence())
                .isEqualTo(new Presence.In(Bedside.ICU, "Ann", Bedside.BED));
        bedside.clinician.expectNoMessage(MOMENT);
        told.confirm();
        bedside.decided();

        bedside.ask(new PatientCommand.Transfer(
                bedside.millis(), "lead", Bedside.STEP_DOWN, new BedId("2")));
        Wards.Told out = bedside.wards.await("leaving", t -> t.ward().equals(Bedside.ICU));
        assertThat(out.report().presence()).isEqualTo(new Presence.Out(false));
        bedside.wards.await("arrival", t -> t.ward().equals(Bedside.STEP_DOWN)).confirm();
        bedside.picture();
        bedside.clinician.expectNoMessage(MOMENT);
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
        Wards.Told first = bedside.wards.await("raised", t -> t.alarm(DESATURATION) != null);
        bedside.frame(Vital.SPO2, 97);
        bedside.expectDurable(2);

        bedside.pass(Duration.ofMillis(1001));
        Wards.Told again = bedside.wards.await(
                "the latched alarm",
                t -> t.alarm(DESATURATION) != null
                        && t.alarm(DESATURATION).recorded()
                        && t.alarm(DESATURATION).alarm().state() == AlarmState.LATCHED);
        assertThat(again.report().number()).isGreaterThan(first.report().number());
        first.confirm();
        bedside.picture();
        bedside.wards.reports.clear();
        bedside.pass(Duration.ofMillis(1001));
        bedside.wards.confirming = true;
        bedside.pass(Duration.ofMillis(1001));
        bedside.wards.await("once more", t -> t.alarm(DESATURATION) != null);
        bedside.picture();
        bedside.wards.reports.clear();
        bedside.pass(Duration.ofMillis(2001));
        bedside.picture();
        assertThat(bedside.wards.reports).isEmpty();
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
        Alarm alarm = bedside.wards.awaitAlarm(DESATURATION, true).alarm();
        bedside.wards.reports.clear();
        bedside.restart();

        Wards.Told told =
                bedside.wards.await("the whole picture", t -> t.report().complete());
        assertThat(told.alarm(DESATURATION).alarm()).isEqualTo(alarm);
        assertThat(told.alarm(DESATURATION).recorded()).isTrue();
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
    void inAClusterAStoreThatIsDownHoldsADeviceOnceItsCreditIsSpent() {
        bedside.settled();
        bedside.settings = bedside.settings.inCluster();
        bedside.restart();
        bedside.hello();
        bedside.session.expectMessageClass(DeviceNotice.Welcome.class);
        bedside.session.expectMessageClass(DeviceNotice.Watched.class);
        bedside.valve.fail();
        for (int frame = 1; frame < Bounds.CREDIT_FRAMES; frame++) {
            bedside.frame(Vital.HR, 80);
        }
        bedside.wards.awaitAlarm("storage-down", false);
        bedside.session.expectNoMessage(MOMENT);

        bedside.frame(Vital.HR, 80);
        assertThat(bedside.session.expectMessageClass(DeviceNotice.Hold.class).reason())
                .contains("storage down");

        bedside.valve.open();
        bedside.pass(Duration.ofSeconds(4));
        bedside.session.fishForMessage(
                Duration.ofSeconds(5),
                notice -> notice instanceof DeviceNotice.Go
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void pastTheBoundFramesAreRefusedOutLoudUntilHalfIsWritten() {
        bedside.settled();
        bedside.valve.hold();
        for (int i = 0; i < Bounds.PENDING_EVENTS_MAX + 5; i++) {
            bedside.frame(Vital.HR, 80);
        }
        assertThat(bedside.session.expectMessageClass(DeviceNotice.Hold.class).reason())
                .contains("too much");
        bedside.picture();
        bedside.valve.open();

        long[] acked = {0};
        boolean[] gone = {false};
        bedside.session.fishForMessage(Duration.ofSeconds(20), notice -> {
            if (notice instanceof DeviceNotice.Durable d) {
                acked[0] = d.seq();
            }
            gone[0] = gone[0] || notice instanceof DeviceNotice.Go;
            return gone[0] && notice instanceof DeviceNotice.Welcome
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore();
        });
        assertThat(acked[0]).isGreaterThanOrEqualTo(Bounds.PENDING_EVENTS_MAX / 2);
    }

    @Test
    void aStartWhileTheStoreIsDownTellsDevicesToHoldAndGoesOnByItself() {
        bedside.settled();
        bedside.valve.failReads();
        bedside.restart();
        bedside.hello();
        await().until(() -> bedside.valve.failed.get() > 0);
        bedside.session.expectMessageClass(DeviceNotice.Hold.class);
        bedside.frame(Vital.SPO2, 70);

        bedside.valve.open();
        await().until(() -> {
            bedside.pass(Duration.ofSeconds(1));
            return bedside.wards.reports.stream().anyMatch(t -> t.alarm(DESATURATION) != null);
        });
        bedside.session.expectMessageClass(DeviceNotice.Go.class);
        bedside.session.expectMessageClass(DeviceNotice.Welcome.class);
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
    void onlyADischargedPatientsActorGoesToRest() {
        bedside.settled();
        bedside.pass(Duration.ofMinutes(5));
        bedside.picture();
        bedside.shard.expectNoMessage(MOMENT);
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
