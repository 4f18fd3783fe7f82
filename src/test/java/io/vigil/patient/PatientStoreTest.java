package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.Bounds;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;

import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** A patient's actor whose journal fails, stalls, or can't be read. */
class PatientStoreTest {

    @AutoClose
    private final Bedside bedside = new Bedside();

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
        assertThat(bedside.wards.awaitAlarm(Bedside.DESATURATION, false).alarm().state())
                .isEqualTo(AlarmState.ACTIVE);
        failAgain();
        failAgain();
        bedside.session.expectNoMessage(Bedside.MOMENT);
        assertThat(bedside.picture().alarms())
                .extracting(a -> a.alarm().condition())
                .containsExactly("spo2-low", Bedside.DESATURATION, "storage-down");

        bedside.valve.open();
        bedside.pass(Duration.ofSeconds(4));
        bedside.expectDurable(1);
        bedside.wards.await(
                "the outage's end",
                told -> told.alarm("storage-down") != null
                        && told.alarm("storage-down").alarm().ended() != null);
        bedside.wards.awaitAlarm(Bedside.DESATURATION, true);
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

    private void assertNumbersAreGapless(int rowsMin) {
        List<Batch> rows = bedside.rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(rowsMin);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).number()).isEqualTo(i + 1);
        }
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
            return bedside.wards.reports.stream()
                    .anyMatch(t -> t.alarm(Bedside.DESATURATION) != null);
        });
        bedside.session.expectMessageClass(DeviceNotice.Go.class);
        bedside.session.expectMessageClass(DeviceNotice.Welcome.class);
        bedside.expectDurable(1);
    }

    @Test
    void aSessionThatHoldsHearsThatItsDeviceIsTakenAway() {
        bedside.settled();
        bedside.valve.hold();
        bedside.frame(Vital.HR, 80);
        bedside.ask(new PatientCommand.DetachDevice(bedside.millis(), "lead", Bedside.DEVICE));
        bedside.valve.fail();
        bedside.session.expectMessageClass(DeviceNotice.Hold.class);

        bedside.valve.open();
        awaitTold(DeviceNotice.NotAttached.class);
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
        bedside.session.expectNoMessage(Bedside.MOMENT);

        bedside.frame(Vital.HR, 80);
        assertThat(bedside.session.expectMessageClass(DeviceNotice.Hold.class).reason())
                .contains("storage down");

        bedside.valve.open();
        awaitTold(DeviceNotice.Go.class);
    }

    /** The store is asked again after a while. */
    private void awaitTold(Class<? extends DeviceNotice> expected) {
        bedside.pass(Duration.ofSeconds(4));
        bedside.session.fishForMessage(
                Duration.ofSeconds(5),
                notice -> expected.isInstance(notice)
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
}
