package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What is durable gets published: after that and never before, in order, whatever dies when. */
class FeedOutboxTest {

    private static final String DESATURATION = "spo2-very-low";
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration AFTER_THE_LONGEST_PAUSE = Duration.ofSeconds(6);

    private final RecordingFeed feed = new RecordingFeed();
    private final Bedside bedside = new Bedside(feed, new Metrics());

    @AfterEach
    void close() {
        bedside.close();
    }

    @Test
    void everySampleAndEveryTransitionIsPublishedOnceAndInOrder() {
        bedside.settled();
        frames(3, 97);
        frames(1, 70);
        frames(2, 97);

        List<Batch> rows = bedside.rows();
        feed.awaitAll(rows);
        assertThat(feed.taken()).hasSameSizeAs(feed.places());
        WardAlarm ended = bedside.wards.awaitAlarm(DESATURATION, true);
        assertThat(feed.taken())
                .filteredOn(FeedRecord.AlarmChanged.class::isInstance)
                .extracting(record -> ((FeedRecord.AlarmChanged) record).alarm())
                .contains(ended);
    }

    @Test
    void nothingIsPublishedBeforeItIsDurable() {
        bedside.settled();
        bedside.valve.hold();
        bedside.frame(Vital.SPO2, 70);
        bedside.wards.awaitAlarm(DESATURATION, false);
        bedside.picture();
        assertThat(feed.tries()).isZero();

        bedside.valve.open();
        bedside.expectDurable(1);
        feed.awaitAll(bedside.rows());
    }

    @Test
    void theCursorRidesInTheNextBatch() {
        bedside.settled();
        frames(1, 97);
        feed.awaitAll(bedside.rows());
        frames(1, 97);

        Batch last = bedside.rows().getLast();
        assertThat(last.published()).isEqualTo(last.number() - 1);
    }

    @Test
    void whileTheFeedIsAwayAcksGoOnAndWhatDoesNotFitIsReadBack() {
        bedside.settled();
        feed.mode = RecordingFeed.Mode.AWAY;
        frames(3 * Bounds.FEED_EVENTS_MAX, 97);
        assertThat(feed.taken()).isEmpty();
        assertThat(bedside.metrics.unpublished()).isGreaterThan(2 * Bounds.FEED_EVENTS_MAX);

        feed.mode = RecordingFeed.Mode.THERE;
        bedside.pass(AFTER_THE_LONGEST_PAUSE);
        feed.awaitAll(bedside.rows());
        frames(1, 97);
        feed.awaitAll(bedside.rows());
        feed.await("none left", () -> bedside.metrics.unpublished() == 0);
    }

    @Test
    void whatWasDurableAndNotConfirmedIsPublishedAfterARestart() {
        bedside.settled();
        frames(2, 97);
        feed.awaitAll(bedside.rows());
        feed.mode = RecordingFeed.Mode.SILENT;
        frames(5, 70);

        bedside.crash();
        assertThat(bedside.metrics.unpublished()).isZero();
        feed.mode = RecordingFeed.Mode.THERE;
        bedside.patient = bedside.start();
        feed.awaitAll(bedside.rows());
    }

    @Test
    void anAlarmIsToldWholeThoughTheSnapshotIsFarAheadOfTheCursor() {
        bedside.settled();
        frames(1, 70);
        feed.awaitAll(bedside.rows());
        Alarm raised = feed.lastAlarm().alarm().alarm();
        feed.mode = RecordingFeed.Mode.AWAY;
        frames(300, 70);
        bedside.ask(new PatientCommand.Acknowledge(
                bedside.millis(), "nurse", raised.id(), raised.priority()));
        bedside.decided();
        frames(300, 97);

        bedside.restart();
        feed.mode = RecordingFeed.Mode.THERE;
        feed.awaitAll(bedside.rows());
        Alarm ended = feed.lastAlarm().alarm().alarm();
        assertThat(ended.state()).isEqualTo(AlarmState.ENDED);
        assertThat(ended.onset()).isEqualTo(raised.onset());
        assertThat(ended.acknowledged()).isNotNull();
    }

    @Test
    void onlyWhatIsPublishedLetsAPatientWhoHasLeftGo() {
        bedside.settled();
        frames(1, 70);
        feed.mode = RecordingFeed.Mode.AWAY;
        discharge();
        bedside.wards.await(
                "kept", told -> told.report().presence().equals(new Presence.Out(true)));
        bedside.pass(PatientSettings.defaults("central").idle().multipliedBy(2));
        bedside.picture();
        bedside.shard.expectNoMessage(MOMENT);

        feed.mode = RecordingFeed.Mode.THERE;
        bedside.pass(AFTER_THE_LONGEST_PAUSE);
        bedside.wards.await(
                "let go", told -> told.report().presence().equals(new Presence.Out(false)));
        feed.awaitAll(bedside.rows());
        assertThat(bedside.rows().getLast().events()).isEmpty();
        assertThat(feed.lastAlarm().alarm().alarm().state()).isEqualTo(AlarmState.ENDED);
        bedside.pass(PatientSettings.defaults("central").idle().multipliedBy(2));
        bedside.shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    @Test
    void aPatientWhoHasLeftAndDiedIsPublishedWhenItsWardWakesIt() {
        bedside.settled();
        frames(1, 70);
        feed.mode = RecordingFeed.Mode.SILENT;
        discharge();
        bedside.crash();

        feed.mode = RecordingFeed.Mode.THERE;
        bedside.patient = bedside.start();
        bedside.patient.tell(new PatientEntity.Wake(Bedside.ICU));
        bedside.wards.await(
                "let go", told -> told.report().presence().equals(new Presence.Out(false)));
        feed.awaitAll(bedside.rows());

        int taken = feed.taken().size();
        int rows = bedside.rows().size();
        bedside.restart();
        assertThat(bedside.picture().state().isAdmitted()).isFalse();
        assertThat(feed.taken()).hasSize(taken);
        assertThat(bedside.rows()).hasSize(rows);
    }

    @Test
    void theWardThatKeptAPatientIsToldWhenItComesBackToAnother() {
        bedside.settled();
        frames(1, 70);
        feed.mode = RecordingFeed.Mode.SILENT;
        discharge();
        bedside.wards.await(
                "kept", told -> told.report().presence().equals(new Presence.Out(true)));
        bedside.ask(new PatientCommand.Admit(
                bedside.millis(), "lead", "Ann", Bedside.STEP_DOWN, Bedside.BED, Profile.ADULT, 1));
        bedside.decided();
        bedside.wards.await(
                "let go",
                told -> told.ward().equals(Bedside.ICU)
                        && told.report().presence().equals(new Presence.Out(false)));
    }

    @Test
    void withoutAFeedNothingIsKeptAndNothingIsWrittenForIt() {
        try (Bedside without = new Bedside()) {
            without.settled();
            without.frame(Vital.SPO2, 70);
            without.expectDurable(1);
            int rows = without.rows().size();
            without.ask(new PatientCommand.Discharge(without.millis(), "lead"));
            without.decided();
            without.wards.await(
                    "gone", told -> told.report().presence().equals(new Presence.Out(false)));
            assertThat(without.rows()).hasSize(rows + 1);
            assertThat(without.rows()).extracting(Batch::published).containsOnly(0L);
            assertThat(without.metrics.unpublished()).isZero();
        }
    }

    private void discharge() {
        bedside.ask(new PatientCommand.Discharge(bedside.millis(), "lead"));
        bedside.decided();
    }

    /** Frames one after the other, each in a row of its own. */
    private void frames(int count, double spo2) {
        for (int i = 0; i < count; i++) {
            bedside.expectDurable(bedside.frame(Vital.SPO2, spo2));
        }
    }
}
