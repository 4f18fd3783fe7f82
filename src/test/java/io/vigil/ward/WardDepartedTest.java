package io.vigil.ward;

import static io.vigil.ward.WardFixtures.ANNA;
import static io.vigil.ward.WardFixtures.BERT;
import static io.vigil.ward.WardFixtures.ICU;
import static io.vigil.ward.WardFixtures.ended;
import static io.vigil.ward.WardFixtures.in;
import static io.vigil.ward.WardFixtures.raised;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.WardAlarm;
import io.vigil.core.ward.WardEvent;

import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Patients who have left and aren't published yet, and what is told beside the screens. */
class WardDepartedTest {

    private static final String ROSTER = "ward|icu-1";
    private static final WardAlarm LOW = raised(ANNA, 1_000, Priority.MEDIUM);

    private final WardHarness harness = new WardHarness();

    @AfterEach
    void stop() {
        harness.close();
    }

    @Test
    void whoHasLeftAndIsNotPublishedIsOnNoBoardAndWokenAfterARestart() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        leave(ward, 2, true);
        assertThat(harness.picture(ward).patients()).isEmpty();
        harness.kit.stop(ward);

        ActorRef<WardEntity.Command> again = harness.startWard();
        assertThat(harness.woken.receiveMessage()).isEqualTo(ANNA);
        assertThat(harness.picture(again).patients()).as("it waits for nobody").isEmpty();
    }

    @Test
    void whoDiesBeforeItIsPublishedIsWoken() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        leave(ward, 2, true);

        harness.patient.stop();
        assertThat(harness.woken.receiveMessage()).isEqualTo(ANNA);
    }

    @Test
    void whoIsPublishedIsForgotten() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        leave(ward, 2, true);
        leave(ward, 3, false);
        assertThat(harness.journal.persistedInStorage(ROSTER))
                .extracting(Object::getClass)
                .isEqualTo(List.of(
                        WardEvent.Enrolled.class, WardEvent.Departed.class, WardEvent.Left.class));
        harness.kit.stop(ward);

        harness.startWardWith(BERT);
        harness.advance(Duration.ofSeconds(5));
        harness.woken.expectNoMessage(Duration.ofMillis(200));
    }

    @Test
    void changesAreToldBesideTheScreensAndTheWholeOnceAllHaveReported() throws Exception {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        harness.sink = new WardSink() {
            @Override
            public void whole(WardId ward, String feed, long number, List<WardAlarm> open) {
                told.add("whole " + ward + " " + feed + " " + number + " " + open.size());
            }

            @Override
            public void changed(WardId ward, String feed, long number, WardAlarm alarm) {
                told.add("change " + number + " " + alarm.alarm().state().code());
            }

            @Override
            public void ended(WardId ward, String feed) {
                told.add("ended " + feed);
            }
        };
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("whole icu-1 feed-1 0 0");
        harness.report(ward, in(ANNA, 2, LOW));
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("change 1 active");
        harness.kit.stop(ward);
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("ended feed-1");

        ActorRef<WardEntity.Command> again = harness.startWard();
        assertThat(harness.woken.receiveMessage()).isEqualTo(ANNA);
        harness.report(again, in(ANNA, "second", 1, true, LOW));
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("change 1 active");
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("whole icu-1 feed-2 1 1");
        harness.report(again, in(ANNA, "second", 2, false, ended(LOW, 5_000)));
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("change 2 ended");
    }

    private void leave(ActorRef<WardEntity.Command> ward, long number, boolean unpublished) {
        PatientReport out = new PatientReport(
                ANNA, "first", number, new Presence.Out(unpublished), List.of(), false, 0);
        harness.report(ward, out);
        harness.expectConfirmed(ICU, out);
    }
}
