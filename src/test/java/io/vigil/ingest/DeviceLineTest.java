package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Refused;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.patient.DeviceNotice;

import org.junit.jupiter.api.Test;

import java.util.List;

/** One device's rules, without actors: what it is told, and what goes to its patient. */
class DeviceLineTest extends LineHarness {

    @Test
    void claimsThenGreetsThenIsReady() {
        line.hello(hello(), 7, NOW);
        assertThat(asked).containsExactly("claim");

        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW + 1);
        assertThat(asked).containsExactly("claim", "greet p-1 epoch 2 next 42 at " + (NOW + 9));
        assertThat(said).isEmpty();

        line.welcome(ANN, 2, 41, ann, NOW + 2);
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
    void framesBeforeReadyAreKeptUpToTheCredit() {
        line.hello(hello(), 7, NOW);
        for (long seq = 42; seq <= 42 + CREDIT; seq++) {
            line.frame(observe(seq), 0, NOW);
        }
        assertThat(said).containsExactly(error("over credit"));

        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);
        line.welcome(ANN, 2, 41, ann, NOW);

        assertThat(forwarded).hasSize(CREDIT);
    }

    @Test
    void whoDoesNotAnswerIsAskedAgainAndTheDeviceIsToldOnce() {
        line.hello(hello(), 7, NOW);
        line.tick(NOW + DeviceLine.ANSWER_MS - 1);
        assertThat(asked).hasSize(1);

        line.tick(NOW + DeviceLine.ANSWER_MS);
        line.tick(NOW + 2 * DeviceLine.ANSWER_MS);
        assertThat(asked).containsExactly("claim", "claim", "claim");
        assertThat(said)
                .containsExactly(new ServerMessage.Hold(MONITOR, "no answer yet: wait for ready"));
    }

    @Test
    void aClaimSaysWhenTheDeviceSaidHelloHoweverOftenItIsMade() {
        line.hello(hello(), 7, NOW);
        line.tick(NOW + DeviceLine.ANSWER_MS);
        line.told(new DeviceNotice.Claimed(MONITOR, null, 0, 0), NOW + DeviceLine.ANSWER_MS);
        line.tick(NOW + DeviceLine.ANSWER_MS + DeviceLine.APART_MS);
        assertThat(claims).containsExactly(7L, 7L, 7L);

        line.hello(hello(), 9, NOW + 20_000);
        line.tick(NOW + 20_000 + DeviceLine.APART_MS);
        assertThat(claims).last().isEqualTo(9L);
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
        line.hello(hello(), 7, NOW);
        assertThat(asked).containsExactly("claim");
    }

    @Test
    void aStaleEpochNeedsANewHello() {
        line.hello(hello(), 7, NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0), NOW);

        assertThat(line.told(new DeviceNotice.StaleEpoch(MONITOR, 5), NOW)).isFalse();
        assertThat(said).containsExactly(error("stale epoch: the device is at epoch 5 already"));
    }
}
