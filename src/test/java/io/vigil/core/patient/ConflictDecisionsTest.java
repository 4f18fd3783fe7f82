package io.vigil.core.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Contest.Claim;
import io.vigil.core.patient.PatientCommand.Contested;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.ReportTechnical;
import io.vigil.core.patient.PatientCommand.Transfer;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** Two patients in one bed, or with one device, of one site. */
class ConflictDecisionsTest {

    private static final PatientId OTHER = new PatientId("p-2");
    private static final String CONFLICT = "identity-conflict.p-2";
    private static final Claimed BED = new Claimed.Bed(Given.WARD, new BedId("1"));
    private static final Claimed DEVICE = new Claimed.Device(Given.MONITOR);

    private final Given patient = Given.monitored();

    private Given told(long now, Claimed what, List<PatientId> others, List<PatientId> absent) {
        List<Claim> claims = others.stream().map(other -> new Claim(other, 0)).toList();
        return patient.when(new Contested(now, new Contest(what, claims, List.of(), absent)));
    }

    private Given shares(long now, Claimed what) {
        return told(now, what, List.of(OTHER), List.of());
    }

    @Test
    void theAlarmNamesTheOtherPatient() {
        shares(5_000, BED);

        assertThat(patient.open(CONFLICT)).hasValueSatisfying(alarm -> {
            assertThat(alarm.id().value())
                    .isEqualTo("p-1.identity-conflict.p-2." + Long.toString(5_000, 36));
            assertThat(alarm.kind()).isEqualTo(Kind.TECHNICAL);
            assertThat(alarm.priority()).isEqualTo(Priority.MEDIUM);
            assertThat(alarm.device()).isNull();
            assertThat(ConflictDecisions.with(alarm)).isEqualTo(OTHER);
        });
    }

    @Test
    void ofADeviceItNamesTheDevice() {
        shares(5_000, DEVICE);

        assertThat(patient.open(CONFLICT))
                .hasValueSatisfying(alarm -> assertThat(alarm.device()).isEqualTo(Given.MONITOR));
    }

    @Test
    void bedAndDeviceAreTwoAlarmsAndTellingAgainRaisesNoMore() {
        shares(5_000, BED);
        shares(5_000, DEVICE);
        shares(6_000, BED);
        shares(6_000, DEVICE);

        assertThat(patient.state().openAlarms()).hasSize(2);
    }

    @Test
    void itCanBeAcknowledgedAndStaysUntilTheOtherHasLeft() {
        shares(5_000, BED);
        Alarm alarm = patient.open(CONFLICT).orElseThrow();
        patient.acknowledged(alarm.id(), Priority.MEDIUM, 6_000);
        shares(7_000, BED);
        assertThat(patient.open(CONFLICT).map(Alarm::state)).hasValue(AlarmState.ACKNOWLEDGED);

        told(8_000, BED, List.of(), List.of(OTHER));

        assertThat(patient.open(CONFLICT)).isEmpty();
    }

    @Test
    void leavingTheBedEndsItAndLeavesTheOnesOfDevices() {
        shares(5_000, BED);
        shares(5_000, DEVICE);

        patient.when(new Transfer(6_000, "lead", Given.WARD, new BedId("1")));
        assertThat(patient.state().openAlarms()).hasSize(2);
        patient.when(new Transfer(6_000, "lead", Given.WARD, new BedId("2")));

        assertThat(patient.state().openAlarms())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.device()).isEqualTo(Given.MONITOR));
    }

    @Test
    void detachingTheDeviceEndsIt() {
        shares(5_000, DEVICE);

        patient.when(new DetachDevice(6_000, "lead", Given.MONITOR));

        assertThat(patient.state().openAlarms()).isEmpty();
    }

    @Test
    void whatIsSaidOfAnotherBedOrDeviceIsOldAndIgnored() {
        shares(5_000, new Claimed.Bed(Given.WARD, new BedId("7")));
        shares(5_000, new Claimed.Device(new DeviceId("pump")));

        assertThat(patient.state().openAlarms()).isEmpty();
    }

    @Test
    void aPatientHasABoundedNumberOfThem() {
        List<PatientId> crowd =
                IntStream.range(10, 40).mapToObj(n -> new PatientId("p-" + n)).toList();

        told(5_000, BED, crowd, List.of());
        told(6_000, BED, crowd, List.of());

        assertThat(patient.state().openAlarms()).hasSize(8);
    }

    @Test
    void aDeviceCanNotReportIt() {
        patient.when(new ReportTechnical(Given.MONITOR, 1, 1, 5_000, CONFLICT, true));

        assertThat(patient.state().openAlarms()).isEmpty();
        assertThat(patient.reply())
                .isInstanceOfSatisfying(
                        Reply.Accepted.class,
                        reply -> assertThat(reply.refused()).hasSize(1));
    }
}
