package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.patient.DeviceNotice;

import org.junit.jupiter.api.Test;

/** A device that has no patient, gets one, or gets another one. */
class DeviceLinePatientTest extends LineHarness {

    @Test
    void withoutAPatientItIsReadyForNobodyAndHolds() {
        line.hello(hello(), 7, NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, null, 0, 0), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 0, CREDIT, null));

        said.clear();
        line.frame(observe(42), 0, NOW);
        assertThat(said).containsExactly(new ServerMessage.Hold(MONITOR, "unassigned"));
        assertThat(forwarded).isEmpty();
    }

    @Test
    void withoutAPatientItIsReadyWithWhatIsDurableOfItsEpoch() {
        line.hello(hello(), 7, NOW);
        line.told(new DeviceNotice.Claimed(MONITOR, null, 2, 41), NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, null));
        said.clear();

        line.hello(new DeviceMessage.Hello(MONITOR, 3, 1, NOW), 7, NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 3, 0, CREDIT, null));
    }

    @Test
    void whatItsPatientAckedIsKnownWhenItHasNoneAnyMore() {
        stream();
        line.frame(observe(42), 7, NOW);
        line.told(new DeviceNotice.Durable(MONITOR, 2, 42), NOW);
        line.told(new DeviceNotice.Assigned(MONITOR, null), NOW);
        said.clear();

        line.hello(hello(), 7, NOW);
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

        line.welcome(ANN, 2, 41, ann, NOW);
        assertThat(forwarded).as("the old patient's late welcome").isEmpty();
        line.welcome(BOB, 2, 59, bob, NOW);

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
        line.welcome(BOB, 2, 41, bob, NOW + DeviceLine.APART_MS);

        assertThat(asked).first().isEqualTo("claim");
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Assigned(MONITOR, null),
                        new ServerMessage.Hold(MONITOR, "unassigned"),
                        new ServerMessage.Assigned(MONITOR, BOB),
                        new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, BOB));
    }

    @Test
    void aPatientThatDoesNotHaveTheDeviceIsAskedAgain() {
        line.hello(hello(), 7, NOW);
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
        line.welcome(ANN, 2, 41, ann, NOW);
        assertThat(said)
                .containsExactly(
                        new ServerMessage.Ready(MONITOR, 2, 41, CREDIT, ANN),
                        new ServerMessage.Go(MONITOR, "ready"));
    }
}
