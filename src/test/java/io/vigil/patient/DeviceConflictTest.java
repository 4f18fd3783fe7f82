package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.Profile;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** One device and two patients of two wards, to whom sites have given it apart from each other. */
class DeviceConflictTest {

    private static final DeviceId DEVICE = Bedside.DEVICE;
    private static final PatientId FIRST = Bedside.PATIENT;
    private static final PatientId SECOND = new PatientId("p-2");

    private final Bedside bedside = Bedside.at("centre");
    private final Patients patients = new Patients(bedside.testKit.scheduler());

    @BeforeEach
    void bothHaveIt() {
        patients.put(FIRST, bedside.patient);
        patients.put(SECOND, start(SECOND));
        bedside.devices.known.put(DEVICE, device());
        admit(FIRST, "icu-1");
        admit(SECOND, "icu-2");
        attach(FIRST);
        attach(SECOND);
    }

    @AfterEach
    void close() {
        bedside.close();
    }

    private ActorRef<PatientEntity.Command> start(PatientId patient) {
        return bedside.testKit.spawn(PatientEntity.create(
                patient,
                bedside.settings,
                new PatientPorts(
                        bedside.wards,
                        bedside.devices,
                        bedside,
                        bedside.metrics,
                        bedside.outlets,
                        bedside.shard.getRef())));
    }

    private ActorRef<DeviceEntity.Command> device() {
        return bedside.testKit.spawn(DeviceEntity.create(
                DEVICE,
                DeviceSettings.defaults(),
                new DevicePorts(patients, bedside, bedside.shard.getRef())));
    }

    private void asks(PatientId patient, PatientCommand.FromPerson command) {
        TestProbe<PatientEntity.Answer> answer = bedside.testKit.createTestProbe();
        patients.get(patient).tell(new PatientEntity.FromPerson(command, answer.getRef()));
        answer.expectMessageClass(PatientEntity.Decided.class);
    }

    private void admit(PatientId patient, String ward) {
        asks(
                patient,
                new Admit(
                        bedside.millis(),
                        "lead",
                        "Ann",
                        new WardId(ward),
                        new BedId("1"),
                        Profile.ADULT,
                        1));
    }

    private void attach(PatientId patient) {
        asks(patient, new AttachDevice(bedside.millis(), "lead", DEVICE, 0, 0));
    }

    private List<WardAlarm> conflicts(PatientId patient) {
        return patients.picture(patient).toCompletableFuture().join().alarms().stream()
                .filter(shown -> ConflictDecisions.with(shown.alarm()) != null)
                .toList();
    }

    private void awaitConflict(PatientId patient, PatientId with) {
        await().untilAsserted(() -> assertThat(conflicts(patient))
                .singleElement()
                .satisfies(shown -> {
                    assertThat(shown.alarm().condition()).isEqualTo("identity-conflict." + with);
                    assertThat(shown.alarm().device()).isEqualTo(DEVICE);
                }));
    }

    private void awaitCalm(PatientId patient) {
        await().untilAsserted(() -> assertThat(conflicts(patient)).isEmpty());
    }

    @Test
    void bothAreToldUntilItIsDetachedFromOne() {
        awaitConflict(FIRST, SECOND);
        awaitConflict(SECOND, FIRST);

        asks(SECOND, new DetachDevice(bedside.millis(), "lead", DEVICE));

        awaitCalm(SECOND);
        awaitCalm(FIRST);
    }

    @Test
    void aDischargeSettlesItToo() {
        awaitConflict(FIRST, SECOND);
        awaitConflict(SECOND, FIRST);

        asks(FIRST, new Discharge(bedside.millis(), "lead"));

        awaitCalm(FIRST);
        awaitCalm(SECOND);
    }

    @Test
    void itStaysOneAlarmWhenTheDevicesActorStartsAgainAndStillEnds() {
        awaitConflict(FIRST, SECOND);
        awaitConflict(SECOND, FIRST);
        WardAlarm before = conflicts(FIRST).getFirst();

        bedside.devices.known.put(DEVICE, device());
        bedside.pass(Duration.ofSeconds(31));
        awaitConflict(FIRST, SECOND);
        awaitConflict(SECOND, FIRST);
        assertThat(conflicts(FIRST).getFirst().alarm().id())
                .isEqualTo(before.alarm().id());
        asks(SECOND, new DetachDevice(bedside.millis(), "lead", DEVICE));

        awaitCalm(FIRST);
    }
}
