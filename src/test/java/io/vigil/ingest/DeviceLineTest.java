package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;
import io.vigil.core.WardId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;
import io.vigil.patient.PatientEntity;
import io.vigil.telemetry.Hop;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** One device's rules, without actors: what it is told, and what goes to its patient. */
class DeviceLineTest implements DeviceLine.Session {

    private static final DeviceId MONITOR = new DeviceId("mon-1");
    private static final PatientId ANN = new PatientId("p-1");
    private static final PatientId BOB = new PatientId("p-2");
    private static final long NOW = 1_764_000_000_000L;
    private static final int CREDIT = Bounds.CREDIT_FRAMES;

    private final ActorRef<PatientEntity.Command> ann =
            TestInbox.<PatientEntity.Command>create().getRef();
    private final ActorRef<PatientEntity.Command> bob =
            TestInbox.<PatientEntity.Command>create().getRef();
    private final List<ServerMessage> said = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<PatientCommand.FromDevice> forwarded = new ArrayList<>();
    private final List<WardAlarm> found = new ArrayList<>();
    private @Nullable ActorRef<PatientEntity.Command> finder;
    private @Nullable String refusal;
    private final Hop hop = new Metrics().sessionHop();
    private final DeviceLine line = new DeviceLine(MONITOR, this, hop);

    @AfterEach
    void everyFrameIsAccountedFor() {
        assertThat(hop.imbalance()).isZero();
        line.end();
        assertThat(hop.imbalance()).isZero();
        assertThat(hop.inFlightNow()).isZero();
    }

    @Test
    void claimsThenGreetsThenIsReady() {
        line.hello(hello(), NOW);
        assertThat(asked).containsExactly("claim");

        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW + 1);
        assertThat(asked).containsExactly("claim", "greet p-1 epoch 2 next 42 at " + (NOW + 9));
        assertThat(said).isEmpty();

        line.told(welcome(ANN, 41, ann), NOW + 2);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, ANN));
    }

    @Test
    void framesGoToThePatientAndAreAckedWhenDurable() {
        stream();

        line.frame(observe(42), 7, NOW);
        assertThat(forwarded)
                .containsExactly(new PatientCommand.Observe(
                        MONITOR, 2, 42, NOW, Values.of(Vital.HR, 80), 0, Charted.NONE, NOW));
        assertThat(said).isEmpty();

        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ack(MONITOR, 2, 42, CREDIT));
    }

    @Test
    void aboveTheCreditNothingGoesToThePatient() {
        stream();
        for (long seq = 42; seq < 42 + CREDIT; seq++) {
            line.frame(observe(seq), 0, NOW);
        }

        line.frame(observe(42 + CREDIT), 0, NOW);
        assertThat(forwarded).hasSize(CREDIT);
        assertThat(said).containsExactly(error("over credit"));

        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        line.frame(observe(42 + CREDIT), 0, NOW);
        assertThat(forwarded).hasSize(CREDIT + 1);
    }

    @Test
    void namesWhatWasUnreadableInAFrameThatCounts() {
        stream();
        List<Refused> problems = List.of(new Refused("sats", "unknown vital"));

        line.frame(
                new DeviceMessage.Observe(MONITOR, 42, NOW, Values.NONE, 0, Charted.NONE, problems),
                0,
                NOW);

        assertThat(forwarded).hasSize(1);
        assertThat(said).containsExactly(new ServerMessage.RefusedFrame(MONITOR, 42, problems));
    }

    @Test
    void aGapIsToldAndItsFrameGivesItsCreditBack() {
        stream();
        for (long seq = 43; seq < 43 + CREDIT; seq++) {
            line.frame(observe(seq), 0, NOW);
            line.told(new DeviceNotice.OutOfOrder(MONITOR, seq, 42), NOW);
        }
        assertThat(said).hasSize(CREDIT).containsOnly(error("gap: expected 42"));

        line.frame(new DeviceMessage.Gap(MONITOR, 42, 50), 0, NOW);
        assertThat(forwarded.getLast())
                .isEqualTo(new PatientCommand.DeclareGap(MONITOR, 2, 42, 50, NOW));
    }

    @Test
    void whileFramesAreRefusedNothingIsTakenAndEachIsToldSo() {
        stream();
        refusal = "disk full";
        line.frame(observe(42), 0, NOW);
        line.frame(observe(43), 0, NOW);

        assertThat(forwarded).isEmpty();
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Hold(MONITOR, "disk full"),
                        new ServerMessage.Hold(MONITOR, "disk full"));
    }

    @Test
    void aDeviceThatSendsNothingIsToldToHoldOnceToo() {
        stream();
        refusal = "disk full";
        line.tick(NOW);
        line.tick(NOW + 1000);
        assertThat(said).containsExactly(new ServerMessage.Hold(MONITOR, "disk full"));
    }

    @Test
    void whenFramesAreTakenAgainTheDeviceHearsWhereToGoOn() {
        stream();
        line.frame(observe(42), 0, NOW);
        refusal = "disk full";
        line.frame(observe(43), 0, NOW);
        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        refusal = null;
        said.clear();

        // Not this one: 43 is missing before it.
        line.frame(observe(44), 0, NOW);
        assertThat(forwarded).hasSize(1);
        assertThat(said).hasOnlyElementsOfType(ServerMessage.Hold.class);
        said.clear();
        line.tick(NOW + 1000);
        line.told(welcome(ANN, 42, ann), NOW + 1001);
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Ready(MONITOR, 2, 42, CREDIT, ANN),
                        new ServerMessage.Go(MONITOR, "ready"));
        line.frame(observe(43), 0, NOW + 1002);
        assertThat(forwarded).hasSize(2);
    }

    @Test
    void aDeviceThatComesWhileFramesAreRefusedHearsWhatIsDurableAndHolds() {
        refusal = "disk full";
        stream();
        line.frame(observe(42), 0, NOW);

        assertThat(forwarded).isEmpty();
        assertThat(asked).hasSize(2);
        assertThat(said).containsExactly(new ServerMessage.Hold(MONITOR, "disk full"));
    }

    @Test
    void whileThePatientMovesFramesAreJudgedHereAndSentAgainAfterwards() {
        stream();
        line.told(watched(ANN), NOW);
        line.frame(beyond(42), 0, NOW);
        assertThat(forwarded).hasSize(1);
        assertThat(found).isEmpty();

        line.entityGone(ann, NOW);
        for (long seq = 43; seq <= 53; seq++) {
            line.frame(beyond(seq), 0, NOW);
        }
        assertThat(forwarded).hasSize(1);
        assertThat(said).isEmpty();
        assertThat(found).singleElement().satisfies(alarm -> {
            assertThat(alarm.alarm().id()).isEqualTo(AlarmId.of(ANN, "hr-high", NOW + 42_000));
            assertThat(alarm.ward()).isEqualTo(new WardId("icu-1"));
            assertThat(alarm.recorded()).isFalse();
            assertThat(alarm.site()).isEqualTo("central");
        });
        assertThat(finder).isNull();

        line.told(welcome(ANN, 41, bob), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, ANN));
        line.frame(beyond(42), 0, NOW);
        assertThat(forwarded).hasSize(2);
        assertThat(found).hasSize(1);
    }

    @Test
    void aPatientThatMovesOnPurposeIsWatchedHereFromThen() {
        stream();
        line.told(watched(ANN), NOW);
        line.told(new DeviceNotice.Moving(MONITOR), NOW);
        for (long seq = 42; seq <= 52; seq++) {
            line.frame(beyond(seq), 0, NOW);
        }
        assertThat(forwarded).isEmpty();
        assertThat(found).hasSize(1);
        assertThat(finder).isNull();

        line.entityGone(ann, NOW);
        line.told(new DeviceNotice.Hold(MONITOR, "the patient is starting"), NOW);
        line.told(welcome(ANN, 41, bob), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, ANN));
        line.frame(beyond(42), 0, NOW);
        assertThat(forwarded).hasSize(1);
    }

    @Test
    void whereLimitsAreNotKnownAMoveHoldsTheDevice() {
        stream();
        line.told(new DeviceNotice.Moving(MONITOR), NOW);

        assertThat(said).singleElement().isInstanceOf(ServerMessage.Hold.class);
    }

    @Test
    void whileThePatientMovesTheDeviceIsHeldWhenItsCreditIsSpent() {
        stream();
        line.told(watched(ANN), NOW);
        line.entityGone(ann, NOW);
        for (long seq = 42; seq <= 42 + CREDIT; seq++) {
            line.frame(observe(seq), 0, NOW);
        }

        assertThat(said).hasSize(1).first().isInstanceOf(ServerMessage.Hold.class);
    }

    @Test
    void anAlarmOfAPatientInReachNamesWhoShouldFindIt() {
        stream();
        line.told(watched(ANN), NOW);
        for (long seq = 42; seq <= 52; seq++) {
            line.frame(beyond(seq), 0, NOW);
        }

        assertThat(found).hasSize(1);
        assertThat(finder).isEqualTo(ann);
    }

    @Test
    void anotherPatientsLimitsAreNotUsed() {
        stream();
        line.told(watched(BOB), NOW);
        for (long seq = 42; seq <= 52; seq++) {
            line.frame(beyond(seq), 0, NOW);
        }

        assertThat(found).isEmpty();
    }

    private static DeviceNotice.Watched watched(PatientId patient) {
        PatientState state = PatientState.unknown(patient);
        PatientCommand admit = new PatientCommand.Admit(
                NOW, "lead", "Ann", new WardId("icu-1"), new BedId("4"), Profile.ADULT, 1);
        return new DeviceNotice.Watched(
                MONITOR, Patient.evolve(state, Patient.decide(state, admit).events()), "central");
    }

    /** A second apart. */
    private static DeviceMessage.Observe beyond(long seq) {
        return new DeviceMessage.Observe(
                MONITOR,
                seq,
                NOW + seq * 1000,
                Values.of(Vital.HR, 130),
                0,
                Charted.NONE,
                List.of());
    }

    @Override
    public void found(WardAlarm alarm, @Nullable ActorRef<PatientEntity.Command> entity) {
        found.add(alarm);
        finder = entity;
    }

    @Test
    void withoutAPatientItIsReadyForNobodyAndHolds() {
        line.hello(hello(), NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, null, 0, 0), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 0, CREDIT, null));

        said.clear();
        line.frame(observe(42), 0, NOW);
        assertThat(said).containsExactly(new ServerMessage.Hold(MONITOR, "unassigned"));
        assertThat(forwarded).isEmpty();
    }

    @Test
    void withoutAPatientItIsReadyWithWhatIsDurableOfItsEpoch() {
        line.hello(hello(), NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, null, 2, 41), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, null));
        said.clear();

        line.hello(new DeviceMessage.Hello(MONITOR, 3, 1, NOW), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 3, 0, CREDIT, null));
    }

    @Test
    void whatItsPatientAckedIsKnownWhenItHasNoneAnyMore() {
        stream();
        line.frame(observe(42), 7, NOW);
        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        line.told(new DeviceNotice.Assigned(MONITOR, null), NOW);
        said.clear();

        line.hello(hello(), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 42, CREDIT, null));
    }

    @Test
    void anAssignmentIsToldAndTheNewPatientGreeted() {
        stream();
        asked.clear();

        line.told(new DeviceNotice.Assigned(MONITOR, BOB), NOW);
        line.frame(observe(60), 0, NOW);
        assertThat(asked).containsExactly("greet p-2 epoch 2 next 42 at " + (NOW + 8));
        assertThat(forwarded).isEmpty();

        line.told(welcome(ANN, 41, ann), NOW);
        assertThat(forwarded).as("the old patient's late welcome").isEmpty();
        line.told(welcome(BOB, 59, bob), NOW);

        assertThat(said)
                .containsExactly(
                        new ServerMessage.Assigned(MONITOR, BOB),
                        new ServerMessage.Ready(MONITOR, 2, 59, CREDIT, BOB));
        assertThat(line.entity()).isEqualTo(bob);
        assertThat(forwarded).hasSize(1);
    }

    @Test
    void takenFromItsPatientItHoldsUntilItHasOneAgain() {
        stream();
        line.told(new DeviceNotice.Assigned(MONITOR, null), NOW);
        line.frame(observe(42), 0, NOW);
        asked.clear();

        line.tick(NOW + DeviceLine.APART_MS);
        line.told(new DeviceNotice.Claimed(MONITOR, BOB, 0, 0), NOW + DeviceLine.APART_MS);
        line.told(welcome(BOB, 41, bob), NOW + DeviceLine.APART_MS);

        assertThat(asked).first().isEqualTo("claim");
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Assigned(MONITOR, null),
                        new ServerMessage.Hold(MONITOR, "unassigned"),
                        new ServerMessage.Assigned(MONITOR, BOB),
                        new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, BOB));
    }

    @Test
    void whenThePatientsEntityDiesTheDeviceHoldsAndIsReadyAnew() {
        stream();
        line.frame(observe(42), 0, NOW);
        asked.clear();

        assertThat(line.entityGone(bob, NOW)).isFalse();
        assertThat(line.entityGone(ann, NOW)).isTrue();
        assertThat(asked).containsExactly("greet p-1 epoch 2 next 42 at " + (NOW + 8));
        line.told(welcome(ANN, 41, bob), NOW);
        line.frame(observe(42), 0, NOW);

        assertThat(said)
                .containsExactly(
                        new ServerMessage.Hold(
                                MONITOR, "the patient is moving or restarting: wait for ready"),
                        new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, ANN),
                        new ServerMessage.Go(MONITOR, "ready"));
        assertThat(forwarded).hasSize(2);
    }

    @Test
    void framesBeforeReadyAreKeptUpToTheCredit() {
        line.hello(hello(), NOW);
        for (long seq = 42; seq <= 42 + CREDIT; seq++) {
            line.frame(observe(seq), 0, NOW);
        }
        assertThat(said).containsExactly(error("over credit"));

        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);
        line.told(welcome(ANN, 41, ann), NOW);

        assertThat(forwarded).hasSize(CREDIT);
    }

    @Test
    void whoDoesNotAnswerIsAskedAgainAndTheDeviceIsToldOnce() {
        line.hello(hello(), NOW);
        line.tick(NOW + DeviceLine.ANSWER_MS - 1);
        assertThat(asked).hasSize(1);

        line.tick(NOW + DeviceLine.ANSWER_MS);
        line.tick(NOW + 2 * DeviceLine.ANSWER_MS);
        assertThat(asked).containsExactly("claim", "claim", "claim");
        assertThat(said)
                .containsExactly(new ServerMessage.Hold(MONITOR, "no answer yet: wait for ready"));
    }

    @Test
    void aPatientThatDoesNotHaveTheDeviceIsAskedAgain() {
        line.hello(hello(), NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);
        line.told(new DeviceNotice.NotAttached(MONITOR), NOW);
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Ready(MONITOR, 2, 0, CREDIT, null),
                        new ServerMessage.Hold(MONITOR, "unassigned"));

        asked.clear();
        said.clear();
        line.tick(NOW + DeviceLine.APART_MS);
        assertThat(asked).hasSize(1);
        line.told(welcome(ANN, 41, ann), NOW);
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, ANN),
                        new ServerMessage.Go(MONITOR, "ready"));
    }

    @Test
    void supersededItSaysSoAndTakesNothingUntilItClaimsAgain() {
        stream();

        line.told(new DeviceNotice.Superseded(MONITOR), NOW);
        line.frame(observe(42), 0, NOW);
        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        assertThat(said).containsExactly(error("superseded"), error("superseded"));
        assertThat(forwarded).isEmpty();

        asked.clear();
        line.hello(hello(), NOW);
        assertThat(asked).containsExactly("claim");
    }

    @Test
    void aStaleEpochNeedsANewHello() {
        line.hello(hello(), NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);

        assertThat(line.told(new DeviceNotice.StaleEpoch(MONITOR, 5), NOW)).isFalse();
        assertThat(said).containsExactly(error("stale epoch: the device is at epoch 5 already"));
    }

    @Test
    void holdAndGoArePassedOn() {
        stream();

        line.told(new DeviceNotice.Hold(MONITOR, "storage down"), NOW);
        line.told(new DeviceNotice.Go(MONITOR, "writing again"), NOW);

        assertThat(said)
                .containsExactly(
                        new ServerMessage.Hold(MONITOR, "storage down"),
                        new ServerMessage.Go(MONITOR, "writing again"));
    }

    @Test
    void afterFramesWereRefusedItIsReadyAnewWithItsWholeCredit() {
        stream();
        for (int i = 0; i < CREDIT; i++) {
            line.frame(observe(42 + i), 7, NOW);
        }
        line.told(new DeviceNotice.Hold(MONITOR, "too much is waiting"), NOW);
        line.told(new DeviceNotice.Go(MONITOR, "writing again"), NOW);
        said.clear();
        forwarded.clear();

        line.told(welcome(ANN, 43, ann), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 43, CREDIT, ANN));

        for (int i = 0; i < CREDIT; i++) {
            line.frame(observe(44 + i), 7, NOW);
        }
        assertThat(forwarded).hasSize(CREDIT);
        assertThat(said).hasSize(1);
    }

    private void stream() {
        line.hello(hello(), NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);
        line.told(welcome(ANN, 41, ann), NOW);
        said.clear();
    }

    private static DeviceMessage.Hello hello() {
        return new DeviceMessage.Hello(MONITOR, 2, 42, NOW + 8);
    }

    private static DeviceMessage.Observe observe(long seq) {
        return new DeviceMessage.Observe(
                MONITOR, seq, NOW, Values.of(Vital.HR, 80), 0, Charted.NONE, List.of());
    }

    private static DeviceNotice.Welcome welcome(
            PatientId patient, long acked, ActorRef<PatientEntity.Command> entity) {
        return new DeviceNotice.Welcome(MONITOR, patient, 2, acked, entity);
    }

    private static ServerMessage error(String reason) {
        return new ServerMessage.ErrorMessage(reason, MONITOR);
    }

    @Override
    public void say(ServerMessage message) {
        said.add(message);
    }

    @Override
    public void sayRefused(ServerMessage.RefusedFrame message) {
        said.add(message);
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    @Override
    public void claim(DeviceId device) {
        asked.add("claim");
    }

    @Override
    public void greet(PatientId patient, DeviceId device, long epoch, long next, long deviceAt) {
        asked.add("greet " + patient + " epoch " + epoch + " next " + next + " at " + deviceAt);
    }

    @Override
    public void forward(
            ActorRef<PatientEntity.Command> entity,
            PatientCommand.FromDevice frame,
            long receivedNanos) {
        assertThat(entity).isEqualTo(line.entity());
        forwarded.add(frame);
    }
}
