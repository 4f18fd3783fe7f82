package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Which connection speaks for a device, whatever the order in which claims come. */
class DeviceClaimTest {

    private static final DeviceId MONITOR = new DeviceId("mon-1");
    private static final PatientId ANN = new PatientId("p-1");

    private final List<String> told = new ArrayList<>();
    private final DeviceClaim<String> claim = new DeviceClaim<>(
            MONITOR, (session, notice) -> told.add(session + ": " + nameOf(notice)));

    private static String nameOf(DeviceNotice.Plain notice) {
        return notice.getClass().getSimpleName();
    }

    @Test
    void theConnectionWithTheNewestHelloSpeaks() {
        claimed("first", 10);
        claimed("second", 20);

        assertThat(told).containsExactly("first: Claimed", "first: Superseded", "second: Claimed");
    }

    @Test
    void aConnectionThatTheDeviceHasLeftDoesNotTakeItBack() {
        claimed("first", 10);
        claimed("second", 20);
        told.clear();

        claimed("first", 10);
        assertThat(told).containsExactly("first: Superseded");

        claim.settle(ANN, 0, 0);
        assertThat(told).last().isEqualTo("second: Assigned");
    }

    @Test
    void anOlderClaimThatComesLateIsAnswered() {
        claimed("second", 20);
        claimed("first", 10);

        assertThat(told).containsExactly("second: Claimed", "first: Superseded");
    }

    @Test
    void whoeverSpeaksMayAskAgain() {
        claimed("first", 10);
        claimed("first", 10);

        assertThat(told).containsExactly("first: Claimed", "first: Claimed");
    }

    /** A node of the version before does not say. */
    @Test
    void aClaimThatDoesNotSayWhenIsTheNewest() {
        claimed("first", 10);
        claimed("second", 0);
        claimed("third", 5);

        assertThat(told)
                .containsExactly(
                        "first: Claimed",
                        "first: Superseded",
                        "second: Claimed",
                        "second: Superseded",
                        "third: Claimed");
    }

    @Test
    void onceTheNewestIsGoneAnOlderOneMaySpeak() {
        claimed("second", 20);
        claim.drop("second");
        claimed("first", 10);

        assertThat(told).last().isEqualTo("first: Claimed");
    }

    private void claimed(String session, long helloNanos) {
        claim.take(session, helloNanos);
        claim.settle(null, 0, 0);
    }
}
