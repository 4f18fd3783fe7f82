package io.vigil.core.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Contest.Claim;

import org.junit.jupiter.api.Test;

import java.util.List;

class ClaimantsTest {

    private static final PatientId ANN = new PatientId("p-1");
    private static final PatientId EVE = new PatientId("p-2");
    private static final PatientId IDA = new PatientId("p-3");
    private static final Claimed WHAT = new Claimed.Device(new DeviceId("monitor"));

    private final Claimants claimants = new Claimants(WHAT);

    @Test
    void eachIsToldOfTheOthersUntilItsAlarmsSaySo() {
        assertThat(claimants.claims(ANN, 10)).isTrue();
        assertThat(claimants.isNewsTo(ANN, List.of())).isFalse();
        assertThat(claimants.claims(EVE, 20)).isTrue();
        assertThat(claimants.claims(EVE, 20)).isFalse();

        assertThat(claimants.isNewsTo(ANN, List.of())).isTrue();
        assertThat(claimants.of(ANN, List.of()))
                .isEqualTo(new Contest(WHAT, List.of(new Claim(EVE, 20)), List.of(), List.of()));
        assertThat(claimants.isNewsTo(ANN, List.of(EVE))).isFalse();
    }

    @Test
    void twoAlarmsOfOneConflictAreOneTooMany() {
        claimants.claims(ANN, 10);
        claimants.claims(EVE, 20);

        assertThat(claimants.isNewsTo(ANN, List.of(EVE, EVE))).isTrue();
    }

    @Test
    void whoHadItBesideOthersIsGoneAndWhoWasNeverHeardOfIsAbsent() {
        claimants.claims(ANN, 10);
        claimants.claims(EVE, 20);
        assertThat(claimants.letsGo(EVE)).isTrue();
        assertThat(claimants.letsGo(EVE)).isFalse();

        assertThat(claimants.of(ANN, List.of(EVE, IDA)))
                .isEqualTo(new Contest(WHAT, List.of(), List.of(new Claim(EVE, 20)), List.of(IDA)));
    }

    @Test
    void whoComesBackIsNotGone() {
        claimants.claims(ANN, 10);
        claimants.claims(EVE, 20);
        claimants.letsGo(EVE);
        claimants.claims(EVE, 30);

        assertThat(claimants.of(ANN, List.of(EVE)))
                .isEqualTo(new Contest(WHAT, List.of(new Claim(EVE, 30)), List.of(), List.of()));
    }
}
