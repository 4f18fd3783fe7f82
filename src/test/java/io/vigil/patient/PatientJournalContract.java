package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigil.core.Bounds;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.HistoryReader;
import io.vigil.patient.RecordingFeed.Place;

import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a patient's journal is for: its history, and to be as it was after a restart. */
abstract class PatientJournalContract {

    private static final Set<Vital> ALL = EnumSet.allOf(Vital.class);
    private static final long HOUR = 3_600_000;

    Bedside bedside;
    private PatientHistory history;

    /** A patient on the journal in question, which is empty. */
    abstract Bedside newBedside(FeedPort feed);

    @BeforeEach
    void admit() {
        bedside = newBedside(FeedPort.NONE);
        history = new PatientHistory(
                (patient, from, to) -> AskPattern.ask(
                        bedside.patient,
                        replyTo -> new PatientEntity.FindRows(from, to, replyTo),
                        Duration.ofSeconds(10),
                        bedside.testKit.scheduler()),
                HistoryReader.create(bedside.testKit.system())::batches,
                Materializer.createMaterializer(bedside.testKit.system()));
        bedside.settled();
    }

    @AfterEach
    void close() {
        bedside.close();
    }

    @Test
    void valuesAreSortedByTimeAndPickedByVital() {
        long last = 0;
        for (int i = 0; i < 10; i++) {
            last = bedside.frame(i % 2 == 0 ? Vital.HR : Vital.TEMP, i % 2 == 0 ? 80 + i : 37);
        }
        bedside.expectDurable(last);

        long from = Bedside.START + 3000;
        var values = history.values(Bedside.PATIENT, ALL, from, Bedside.START + HOUR)
                .toCompletableFuture()
                .join();
        assertThat(values.get(Vital.HR))
                .extracting(PatientHistory.Point::value)
                .containsExactly(82.0, 84.0, 86.0, 88.0);
        assertThat(values.get(Vital.TEMP)).hasSize(4);
        assertThat(history.values(Bedside.PATIENT, Set.of(Vital.TEMP), from, Bedside.START + HOUR)
                        .toCompletableFuture()
                        .join())
                .containsOnlyKeys(Vital.TEMP);
        assertThat(history.values(Bedside.PATIENT, ALL, 0, Bedside.START - 48 * HOUR)
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    @Test
    void stepsTellLeastMeanAndMost() {
        for (int i = 0; i < 20; i++) {
            bedside.frame(Vital.HR, 60 + i);
        }
        bedside.expectDurable(20);
        List<PatientHistory.Bucket> steps = history.steps(
                        Bedside.PATIENT, ALL, 0, Bedside.START + HOUR, 10_000)
                .toCompletableFuture()
                .join()
                .get(Vital.HR);
        assertThat(steps).extracting(PatientHistory.Bucket::count).containsExactly(9L, 10L, 1L);
        assertThat(steps.get(1).at()).isEqualTo(Bedside.START + 10_000);
        assertThat(steps.get(1).min()).isEqualTo(69);
        assertThat(steps.get(1).max()).isEqualTo(78);
        assertThat(steps.get(1).mean()).isCloseTo(73.5, within(1e-9));
    }

    @Test
    void alarmsHaveEveryTransitionAlsoThoseRaisedBefore() {
        bedside.frame(Vital.SPO2, 70);
        var alarm = bedside.wards.awaitAlarm("spo2-very-low", true).alarm();
        bedside.expectDurable(1);
        bedside.pass(Duration.ofHours(3));
        bedside.ask(new PatientCommand.Acknowledge(
                bedside.millis(), "nurse", alarm.id(), Priority.HIGH));
        bedside.decided();
        bedside.send(2, Values.of(Vital.SPO2, 97));
        bedside.expectDurable(2);

        List<PatientHistory.AlarmRecord> records = history.alarms(
                        Bedside.PATIENT, Bedside.START + 2 * HOUR, Bedside.START + 4 * HOUR)
                .toCompletableFuture()
                .join();
        PatientHistory.AlarmRecord record = records.stream()
                .filter(r -> r.alarm().id().equals(alarm.id()))
                .findFirst()
                .orElseThrow();
        assertThat(record.transitions())
                .extracting(PatientHistory.Transition::state)
                .contains(AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED);
        assertThat(record.transitions())
                .extracting(PatientHistory.Transition::by)
                .contains("nurse");
    }

    @Test
    void afterACrashTheFeedReadsBackWhatItHadNotPublished() {
        bedside.close();
        RecordingFeed feed = new RecordingFeed();
        bedside = newBedside(feed).settled();
        publishable(2, 97);
        feed.awaitAll(bedside.rows());
        feed.mode = RecordingFeed.Mode.AWAY;
        publishable(3, 70);
        publishable(Bounds.FEED_EVENTS_MAX, 97);
        Set<Place> before = feed.places();

        bedside.crash();
        feed.mode = RecordingFeed.Mode.THERE;
        bedside.patient = bedside.start();
        feed.awaitAll(bedside.rows());
        assertThat(feed.places()).hasSizeGreaterThan(before.size() + Bounds.FEED_EVENTS_MAX);
        assertThat(feed.lastAlarm().alarm().alarm().condition()).startsWith("spo2");
        feed.await("none left", () -> bedside.metrics.unpublished() == 0);
    }

    private void publishable(int frames, double spo2) {
        for (int i = 0; i < frames; i++) {
            bedside.expectDurable(bedside.frame(Vital.SPO2, spo2));
        }
    }

    @Test
    void afterARestartEverythingIsAsItWas() {
        bedside.frame(Vital.SPO2, 70);
        bedside.wards.awaitAlarm("spo2-very-low", true);
        bedside.frame(Vital.HR, 80);
        bedside.expectDurable(2);
        PatientEntity.Picture before = bedside.picture();

        bedside.restart();

        PatientEntity.Picture after = bedside.picture();
        assertThat(after.state()).isEqualTo(before.state());
        assertThat(after.alarms()).isEqualTo(before.alarms());
        assertThat(after.recordedThrough()).isEqualTo(before.recordedThrough());
    }
}
