package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.patient.DeviceNotice;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A device whose patient is out of reach for a while: its frames are watched meanwhile. */
class DeviceLineMoveTest extends LineHarness {

    @Test
    void whenThePatientsEntityDiesTheDeviceHoldsAndIsReadyAnew() {
        stream();
        line.frame(observe(42), 0, NOW);
        asked.clear();

        assertThat(line.entityGone(bob, NOW)).isFalse();
        assertThat(line.entityGone(ann, NOW)).isTrue();
        assertThat(asked).containsExactly("greet p-1 epoch 2 next 42 at " + (NOW + 8));
        line.welcome(ANN, 2, 41, bob, NOW);
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
    void aLateWelcomeOfAnEntityThatHasEndedSinceCountsForNothing() {
        line.hello(hello(), 7, NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);
        line.tick(NOW + DeviceLine.ANSWER_MS);
        line.welcome(ANN, 2, 41, bob, NOW + DeviceLine.ANSWER_MS + 1);
        line.frame(observe(42), 0, NOW + DeviceLine.ANSWER_MS + 2);
        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW + DeviceLine.ANSWER_MS + 3);
        said.clear();

        line.welcome(ANN, 2, 41, ann, NOW + DeviceLine.ANSWER_MS + 4);
        assertThat(said).isEmpty();
        assertThat(line.entity()).isEqualTo(bob);
    }

    @Test
    void aLateAckOfAnEntityThatHasEndedSinceTakesNothingBack() {
        stream();
        line.frame(observe(42), 0, NOW);
        line.entityGone(ann, NOW);
        line.welcome(ANN, 2, 42, bob, NOW);
        line.frame(observe(43), 0, NOW);
        line.told(new DeviceNotice.Durable(MONITOR, 2, 43), NOW);
        said.clear();

        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ack(MONITOR, 2, 43, CREDIT));
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

        line.welcome(ANN, 2, 41, bob, NOW);
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
        line.welcome(ANN, 2, 41, bob, NOW);
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
}
