package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.patient.DeviceNotice;

import org.junit.jupiter.api.Test;

/** A device whose frames can't be taken: by the server, or by its patient. */
class DeviceLineHoldTest extends LineHarness {

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
        line.welcome(ANN, 2, 42, ann, NOW + 1001);
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

        line.welcome(ANN, 2, 43, ann, NOW);
        assertThat(said).containsExactly(new ServerMessage.Ready(MONITOR, 2, 43, CREDIT, ANN));

        for (int i = 0; i < CREDIT; i++) {
            line.frame(observe(44 + i), 7, NOW);
        }
        assertThat(forwarded).hasSize(CREDIT);
        assertThat(said).hasSize(1);
    }
}
