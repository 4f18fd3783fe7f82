package io.vigil.ward;

import static io.vigil.ward.WardFixtures.ANNA;
import static io.vigil.ward.WardFixtures.BERT;
import static io.vigil.ward.WardFixtures.ICU;
import static io.vigil.ward.WardFixtures.ended;
import static io.vigil.ward.WardFixtures.heartRate;
import static io.vigil.ward.WardFixtures.in;
import static io.vigil.ward.WardFixtures.out;
import static io.vigil.ward.WardFixtures.raised;
import static io.vigil.ward.WardFixtures.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Claimed;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.Contest.Claim;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.WardAlarm;
import io.vigil.core.ward.WardEvent;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Gap;
import io.vigil.ward.WardEntity.Heartbeat;
import io.vigil.ward.WardEntity.Snapshot;
import io.vigil.ward.WardEntity.VitalsChanged;

import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class WardEntityTest {

    private static final String ROSTER = "ward|icu-1";
    private static final Claimed BED = new Claimed.Bed(ICU, new BedId("4"));
    private static final PatientId SERVER = new PatientId("vigil-server");
    private static final WardAlarm LOW = raised(ANNA, 1_000, Priority.MEDIUM);
    private static final WardAlarm GRAVE = raised(ANNA, 2_000, Priority.HIGH);

    private final WardHarness harness = new WardHarness();

    @AfterEach
    void stop() {
        harness.close();
    }

    @Test
    void aScreenGetsASnapshotThenNumberedChanges() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, LOW));
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);

        assertThat(screen.receiveMessage()).isEqualTo(new Snapshot(ICU, "feed-1", 1, List.of(LOW)));
        assertThat(screen.receiveMessage()).isEqualTo(new Heartbeat(1, harness.now()));
        harness.report(ward, in(ANNA, 3, GRAVE));
        expectChange(screen, "2 p-1.spo2-low.1jk active");
        harness.report(ward, in(ANNA, 4, recorded(GRAVE), ended(LOW, 5_000)));
        expectChange(screen, "3 p-1.spo2-low.1jk active recorded");
        expectChange(screen, "4 p-1.spo2-low.rs ended");
        assertThat(harness.picture(ward).alarms()).containsExactly(recorded(GRAVE));
    }

    @Test
    void anAlarmThatCameAndWentWhileTheWardMovedIsToldToScreensThatComeBackAfterIt() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, ended(LOW, 5_000), GRAVE));
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);
        assertThat(screen.receiveMessage())
                .isEqualTo(new Snapshot(ICU, "feed-1", 2, List.of(GRAVE)));
        assertThat(screen.receiveMessage()).isInstanceOf(Heartbeat.class);

        harness.advance(Duration.ofSeconds(2));
        expectChange(screen, "3 p-1.spo2-low.rs ended");
        assertThat(screen.receiveMessage()).isInstanceOf(Heartbeat.class);

        harness.advance(Duration.ofSeconds(40));
        TestProbe<FeedMessage> later = watching(ward);
        harness.advance(Duration.ofSeconds(2));
        assertThat(later.receiveMessage()).isInstanceOf(Heartbeat.class);
    }

    @Test
    void anAlarmThatCameAndWentBeforeAScreenWasBackIsToldToIt() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, LOW));
        harness.report(ward, in(ANNA, 3, ended(LOW, 5_000)));
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);
        assertThat(screen.receiveMessage()).isEqualTo(new Snapshot(ICU, "feed-1", 2, List.of()));
        assertThat(screen.receiveMessage()).isInstanceOf(Heartbeat.class);

        harness.advance(Duration.ofSeconds(2));
        expectChange(screen, "3 p-1.spo2-low.rs ended");
    }

    @Test
    void allScreensShareOneEncodingAndTheTimeOfTheFrame() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> one = watching(ward);
        TestProbe<FeedMessage> other = watching(ward);
        PatientReport report = in(ANNA, 2, LOW);
        harness.report(
                ward,
                new PatientReport(ANNA, "first", 2, report.presence(), report.alarms(), false, 77));

        Change change = one.expectMessageClass(Change.class);
        assertThat(change.receivedNanos()).isEqualTo(77);
        assertThat(other.receiveMessage()).isSameAs(change);
    }

    @Test
    void eachOfTheServersOwnAlarmsIsShownWhileItHasIt() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> screen = watching(ward);
        WardAlarm first = raised(SERVER, 1_000, Priority.MEDIUM);
        WardAlarm second = raised(SERVER, 2_000, Priority.MEDIUM);

        harness.serverAlarms.set(List.of(first));
        harness.advance(Duration.ofSeconds(2));
        assertThat(changes(screen)).containsExactly("1 vigil-server.spo2-low.rs active");
        harness.serverAlarms.set(List.of(first, second));
        harness.advance(Duration.ofSeconds(4));
        assertThat(changes(screen)).containsExactly("2 vigil-server.spo2-low.1jk active");
        harness.serverAlarms.set(List.of(second));
        harness.advance(Duration.ofSeconds(2));
        assertThat(changes(screen)).containsExactly("3 vigil-server.spo2-low.rs ended");
        harness.serverAlarms.set(List.of());
        harness.advance(Duration.ofSeconds(2));
        assertThat(changes(screen)).containsExactly("4 vigil-server.spo2-low.1jk ended");
        assertThat(harness.picture(ward).alarms()).isEmpty();
    }

    @Test
    void aWardThatStartsShowsTheServersOwnAlarm() {
        WardAlarm lost = raised(SERVER, 1_000, Priority.MEDIUM);
        harness.serverAlarms.set(List.of(lost));

        assertThat(harness.picture(harness.startWard()).alarms()).containsExactly(lost);
    }

    @Test
    void aPatientThatDiesIsWokenAndSaysWhereItIsNow() {
        TestProbe<PatientReport.Confirmed> anna = harness.kit.createTestProbe();
        ActorRef<WardEntity.Command> ward = harness.startWard();
        ward.tell(new WardEntity.Report(in(ANNA, 1, LOW), anna.ref()));
        harness.list();
        anna.receiveMessage();
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);
        screen.expectMessageClass(Snapshot.class);

        anna.stop();
        assertThat(harness.woken.receiveMessage()).isEqualTo(ANNA);
        harness.advance(Duration.ofSeconds(3));
        assertThat(harness.woken.receiveMessage()).as("again").isEqualTo(ANNA);
        PatientReport elsewhere = new PatientReport(
                ANNA, "second", 1, new PatientReport.Presence.Out(false), List.of(), false, 0);
        harness.report(ward, elsewhere);

        assertThat(changes(screen)).containsExactly("2 p-1.spo2-low.rs ended");
        harness.expectConfirmed(ICU, elsewhere);
        assertThat(harness.picture(ward).patients()).isEmpty();
    }

    @Test
    void eachIncarnationsDeathIsNoticedHoweverManyReportsItSent() {
        TestProbe<PatientReport.Confirmed> second = harness.kit.createTestProbe();
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, LOW));
        harness.report(ward, in(ANNA, 3, GRAVE));
        harness.patient.stop();
        assertThat(harness.woken.receiveMessage()).isEqualTo(ANNA);

        ward.tell(new WardEntity.Report(in(ANNA, "second", 1, true, GRAVE), second.ref()));
        ward.tell(new WardEntity.Report(in(ANNA, "second", 2, true, GRAVE), second.ref()));
        second.receiveMessage();
        second.stop();
        assertThat(harness.woken.receiveMessage()).isEqualTo(ANNA);
    }

    @Test
    void aRepeatedReportIsConfirmedAgainButChangesNothing() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> screen = watching(ward);
        PatientReport report = in(ANNA, 2, LOW);
        harness.report(ward, report);
        harness.report(ward, report);
        harness.report(ward, in(ANNA, 3, LOW));

        expectChange(screen, "1 p-1.spo2-low.rs active");
        harness.expectConfirmed(ICU, report);
        harness.expectConfirmed(ICU, report);
        harness.expectConfirmed(ICU, in(ANNA, 3));
        assertThat(harness.picture(ward).number()).isEqualTo(1);
    }

    @Test
    void anEndedAlarmThatIsToldAgainIsNoSecondChange() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, ended(LOW, 5_000)));
        harness.report(ward, in(ANNA, 3, ended(LOW, 5_000), GRAVE));

        assertThat(harness.picture(ward).number()).isEqualTo(2);
    }

    @Test
    void aNewIncarnationCountsFromOneAndTheOldOneIsNotHeardAgain() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 9, LOW));
        harness.expectConfirmed(ICU, in(ANNA, 9));
        PatientReport reborn = in(ANNA, "second", 1, true, LOW, GRAVE);
        harness.report(ward, reborn);
        harness.expectConfirmed(ICU, reborn);
        harness.report(ward, in(ANNA, 10, ended(LOW, 5_000)));

        assertThat(harness.picture(ward).alarms()).containsExactly(LOW, GRAVE);
        harness.patient.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void aPatientIsConfirmedOnlyWhenRosterAndDirectoryHaveIt() {
        ActorRef<WardEntity.Command> ward = harness.startWard();
        harness.report(ward, in(ANNA, 1));
        WardEvent.Enrolled enrolled =
                harness.journal.expectNextPersistedClass(ROSTER, WardEvent.Enrolled.class);

        assertThat(enrolled.patient()).isEqualTo(ANNA);
        harness.patient.expectNoMessage(Duration.ofMillis(50));
        harness.list();
        harness.expectConfirmed(ICU, in(ANNA, 1));
    }

    @Test
    void aFailingStoreDelaysTheConfirmationAndNothingElse() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> screen = watching(ward);
        harness.journal.failNextNPersisted(2);
        PatientReport admitted = in(BERT, 1, raised(BERT, 1_000, Priority.HIGH));
        harness.report(ward, admitted);

        expectChange(screen, "1 p-2.spo2-low.rs active");
        harness.patient.expectNoMessage(Duration.ofMillis(50));
        assertThat(harness.advanceUntilReceived(harness.patient, () -> "confirmation")
                        .patient())
                .isEqualTo(BERT);
        assertThat(harness.picture(ward).patients()).hasSize(2);
        assertThat(harness.picture(ward).feed()).isEqualTo("feed-1");
    }

    @Test
    void aCompleteReportEndsWhatItLacksButOnlyInTimeWhatWasNotRecorded() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, recorded(GRAVE), LOW));
        TestProbe<FeedMessage> screen = watching(ward);
        harness.report(ward, in(ANNA, "second", 1, true));

        expectChange(screen, "3 p-1.spo2-low.1jk ended recorded");
        assertThat(harness.picture(ward).alarms()).containsExactly(LOW);
        harness.advance(WardSettings.STANDARD.doubt().minusSeconds(3));
        assertThat(harness.picture(ward).alarms()).containsExactly(LOW);
        harness.advance(Duration.ofSeconds(5));
        assertThat(harness.picture(ward).alarms()).isEmpty();
        assertThat(changes(screen)).containsExactly("4 p-1.spo2-low.rs ended");
    }

    @Test
    void anAnnouncementThatComesBackIsDoubtedNoMore() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        harness.report(ward, in(ANNA, 2, LOW));
        harness.report(ward, in(ANNA, "second", 1, true));
        harness.report(ward, in(ANNA, "second", 2, false, LOW));
        harness.advance(WardSettings.STANDARD.doubt().plusSeconds(5));

        assertThat(harness.picture(ward).alarms()).containsExactly(LOW);
        assertThat(harness.picture(ward).number()).isEqualTo(1);
    }

    @Test
    void whoLeavesIsForgottenWithAllAlarms() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA, BERT);
        harness.report(ward, in(ANNA, 2, GRAVE));
        harness.expectConfirmed(ICU, in(ANNA, 2));
        TestProbe<FeedMessage> screen = watching(ward);
        PatientReport left = out(ANNA, 3);
        harness.report(ward, left);

        expectChange(screen, "2 p-1.spo2-low.1jk ended");
        harness.expectConfirmed(ICU, left);
        assertThat(harness.picture(ward).patients())
                .extracting(WardEntity.Occupant::patient)
                .containsExactly(BERT);
        harness.report(ward, left);
        harness.expectConfirmed(ICU, left);
    }

    @Test
    void afterAStartPatientsAreWokenAndScreensWaitForTheirReports() {
        harness.kit.stop(harness.startWardWith(ANNA, BERT));
        ActorRef<WardEntity.Command> ward = harness.startWard();
        assertThat(List.of(harness.woken.receiveMessage(), harness.woken.receiveMessage()))
                .containsExactly(ANNA, BERT);
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);
        harness.report(ward, in(ANNA, "second", 1, true, GRAVE));
        screen.expectNoMessage(Duration.ofMillis(50));
        harness.advance(Duration.ofSeconds(2));
        harness.report(ward, in(BERT, "second", 1, true));

        assertThat(screen.receiveMessage())
                .isEqualTo(new Snapshot(ICU, "feed-2", 1, List.of(GRAVE)));
    }

    @Test
    void twoInOneBedAreToldOfEachOtherUntilTheirAlarmsSaySoAndWhenOneHasLeft() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA, BERT);

        assertThat(List.of(harness.contests.receiveMessage(), harness.contests.receiveMessage()))
                .containsExactlyInAnyOrder(shares(ANNA, BERT), shares(BERT, ANNA));
        harness.report(ward, in(ANNA, 2, conflict(ANNA, BERT)));
        assertThat(harness.advanceUntilReceived(
                        harness.contests, () -> "what Bert has yet to hear"))
                .isEqualTo(shares(BERT, ANNA));

        harness.report(ward, out(BERT, 2));
        assertThat(harness.contests.receiveMessage())
                .isEqualTo(new Beds.Told(
                        ANNA, new Contest(BED, List.of(), List.of(new Claim(BERT, 0)), List.of())));
    }

    @Test
    void nobodyIsSaidToBeAloneInABedOfWhichSomebodyIsSilent() {
        harness.journal.persistForRecovery(
                ROSTER,
                List.of(
                        new WardEvent.Enrolled(1, ANNA, "Name of p-1", new BedId("4")),
                        new WardEvent.Enrolled(1, BERT, "Name of p-2", new BedId("4"))));
        ActorRef<WardEntity.Command> ward = harness.startWard();
        harness.list();
        harness.report(ward, in(ANNA, 1, conflict(ANNA, BERT)));
        harness.advance(Duration.ofSeconds(10));
        harness.contests.expectNoMessage();

        harness.report(ward, out(BERT, 1));

        assertThat(harness.advanceUntilReceived(harness.contests, () -> "that Bert is not there"))
                .isEqualTo(
                        new Beds.Told(ANNA, new Contest(BED, List.of(), List.of(), List.of(BERT))));
    }

    private static Beds.Told shares(PatientId patient, PatientId other) {
        return new Beds.Told(
                patient, new Contest(BED, List.of(new Claim(other, 0)), List.of(), List.of()));
    }

    private static WardAlarm conflict(PatientId patient, PatientId other) {
        String condition = "identity-conflict." + other;
        Alarm alarm = new Alarm(
                AlarmId.of(patient, condition, 1_000),
                condition,
                null,
                null,
                Kind.TECHNICAL,
                Priority.MEDIUM,
                1_000,
                1_000,
                null,
                null,
                null,
                null,
                false);
        return new WardAlarm(patient, ICU, new BedId("4"), alarm, true, "test");
    }

    @Test
    void whoDoesNotReportIsWokenAgainAndScreensDoNotWaitForEver() {
        harness.kit.stop(harness.startWardWith(ANNA));
        ActorRef<WardEntity.Command> ward = harness.startWard();
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);
        harness.woken.expectMessage(ANNA);
        harness.advance(Duration.ofSeconds(3));

        harness.woken.expectMessage(ANNA);
        screen.expectMessageClass(Snapshot.class);
    }

    @Test
    void theHeartbeatCarriesTheLastNumber() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> screen = watching(ward);
        harness.report(ward, in(ANNA, 2, LOW));
        expectChange(screen, "1 p-1.spo2-low.rs active");
        harness.advance(Duration.ofSeconds(2));

        assertThat(screen.receiveMessage()).isEqualTo(new Heartbeat(1, harness.now()));
    }

    @Test
    void vitalsComeAtMostOnceASecondAndTheNewestWins() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> board = harness.subscribe(ward, true);
        TestProbe<FeedMessage> alarmsOnly = watching(ward);
        board.receiveSeveralMessages(2);
        for (int rate = 70; rate <= 75; rate++) {
            ward.tell(new WardEntity.Vitals(heartRate(ANNA, 1_000 + rate, rate)));
        }
        ward.tell(new WardEntity.Vitals(heartRate(BERT, 1, 50)));

        assertThat(board.receiveMessage()).isEqualTo(new VitalsChanged(heartRate(ANNA, 1_070, 70)));
        harness.advance(Duration.ofMillis(900));
        board.expectNoMessage(Duration.ofMillis(50));
        harness.advance(Duration.ofMillis(100));
        assertThat(board.receiveMessage()).isEqualTo(new VitalsChanged(heartRate(ANNA, 1_075, 75)));
        alarmsOnly.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void aScreenThatComesBackGetsWhatItMissed() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        for (int number = 2; number <= 6; number++) {
            harness.report(ward, in(ANNA, number, raised(ANNA, number, Priority.LOW)));
        }
        TestProbe<FeedMessage> screen = harness.kit.createTestProbe();
        ward.tell(new WardEntity.Subscribe(screen.ref(), "feed-1", 3, false));

        expectChange(screen, "4 p-1.spo2-low.5 active");
        expectChange(screen, "5 p-1.spo2-low.6 active");
        assertThat(screen.receiveMessage()).isEqualTo(new Heartbeat(5, harness.now()));
    }

    @Test
    void whatCanNotBeReplayedIsAGapAndASnapshot() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        int changes = WardSettings.STANDARD.ringChanges() + 10;
        for (int number = 1; number <= changes; number++) {
            WardAlarm alarm = raised(ANNA, number, Priority.LOW);
            harness.report(ward, in(ANNA, 1 + number, ended(alarm, number + 1)));
        }
        TestProbe<FeedMessage> screen = harness.kit.createTestProbe();
        ward.tell(new WardEntity.Subscribe(screen.ref(), "feed-1", 3, false));

        assertThat(screen.receiveMessage()).isEqualTo(new Gap(4, changes));
        assertThat(screen.receiveMessage())
                .isEqualTo(new Snapshot(ICU, "feed-1", changes, List.of()));
    }

    @Test
    void theFeedOfAnEarlierStartIsAnsweredWithASnapshot() {
        ActorRef<WardEntity.Command> ward = harness.startWardWith(ANNA);
        TestProbe<FeedMessage> screen = harness.kit.createTestProbe();
        ward.tell(new WardEntity.Subscribe(screen.ref(), "feed-0", 3, false));

        screen.expectMessageClass(Snapshot.class);
    }

    @Test
    void onlyAnEmptyWardThatNobodyWatchesGoesToSleep() {
        Duration past = WardSettings.STANDARD.idle().plusSeconds(5);
        ActorRef<WardEntity.Command> ward = harness.startWard();
        TestProbe<FeedMessage> screen = watching(ward);
        harness.advance(past);
        harness.shard.expectNoMessage(Duration.ofMillis(50));
        screen.stop();
        harness.picture(ward);
        harness.advance(past);

        assertThat(harness.shard.receiveMessage()).isEqualTo(new ClusterSharding.Passivate<>(ward));
        ward.tell(new WardEntity.Stop());
        harness.kit.createTestProbe().expectTerminated(ward);
    }

    @Test
    void aWardWithPatientsStaysAwake() {
        harness.startWardWith(ANNA);
        harness.advance(WardSettings.STANDARD.idle().multipliedBy(2));

        harness.shard.expectNoMessage(Duration.ofMillis(50));
    }

    private TestProbe<FeedMessage> watching(ActorRef<WardEntity.Command> ward) {
        TestProbe<FeedMessage> screen = harness.subscribe(ward, false);
        screen.expectMessageClass(Snapshot.class);
        screen.expectMessageClass(Heartbeat.class);
        return screen;
    }

    private static void expectChange(TestProbe<FeedMessage> screen, String text) {
        assertThat(screen.expectMessageClass(Change.class).encoded().json()).isEqualTo(text);
    }

    /** The changes among what the screen has got by now. */
    private static List<String> changes(TestProbe<FeedMessage> screen) {
        return screen
                .fishForMessage(
                        Duration.ofSeconds(5),
                        message -> message instanceof Change
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(message -> ((Change) message).encoded().json())
                .toList();
    }
}
