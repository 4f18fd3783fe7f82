package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Reply;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A device between real patients. */
class DeviceEntityTest {

    private static final DeviceId DEVICE = Bedside.DEVICE;
    private static final PatientId FIRST = Bedside.PATIENT;
    private static final PatientId SECOND = new PatientId("p-2");

    private final Bedside bedside = new Bedside();
    private final AtomicInteger deaf = new AtomicInteger();
    private final Patients patients = new Patients(bedside.testKit.scheduler()) {
        @Override
        public CompletionStage<PatientEntity.Answer> ask(
                PatientId patient, PatientCommand.FromPerson command) {
            return deaf.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                    : super.ask(patient, command);
        }
    };
    private final TestProbe<DeviceEntity.Assignment> lead =
            bedside.testKit.createTestProbe(DeviceEntity.Assignment.class);
    private final TestProbe<DeviceNotice> session = bedside.session;
    private ActorRef<DeviceEntity.Command> device;

    @BeforeEach
    void start() {
        patients.put(FIRST, bedside.patient);
        patients.put(
                SECOND,
                bedside.testKit.spawn(PatientEntity.create(
                        SECOND,
                        PatientSettings.defaults("central"),
                        new PatientPorts(
                                bedside.wards,
                                bedside.devices,
                                bedside,
                                bedside.metrics,
                                Outlets.NONE,
                                bedside.shard.getRef()))));
        device = spawn();
    }

    @AfterEach
    void close() {
        bedside.close();
    }

    private ActorRef<DeviceEntity.Command> spawn() {
        return bedside.testKit.spawn(DeviceEntity.create(
                DEVICE,
                DeviceSettings.defaults(),
                new DevicePorts(patients, bedside, bedside.shard.getRef())));
    }

    private void admit(PatientId patient) {
        TestProbe<PatientEntity.Answer> answer = bedside.testKit.createTestProbe();
        patients.get(patient)
                .tell(new PatientEntity.FromPerson(
                        new PatientCommand.Admit(
                                bedside.millis(),
                                "lead",
                                "Ann",
                                Bedside.ICU,
                                new BedId(patient.value()),
                                Profile.ADULT,
                                1),
                        answer.getRef()));
        answer.expectMessageClass(PatientEntity.Decided.class);
    }

    private void assign(PatientId patient) {
        device.tell(new DeviceEntity.Assign(patient, "lead", lead.getRef()));
    }

    private void frame(PatientId patient, long seq) {
        patients.get(patient)
                .tell(new PatientEntity.FromDevice(
                        new PatientCommand.Observe(
                                DEVICE,
                                7,
                                seq,
                                Bedside.START + seq,
                                Values.of(Vital.HR, 80),
                                0,
                                Charted.NONE,
                                bedside.millis()),
                        System.nanoTime(),
                        session.getRef()));
        session.expectMessageClass(DeviceNotice.Durable.class);
    }

    private DeviceMark mark(PatientId patient) {
        return patients.picture(patient)
                .toCompletableFuture()
                .join()
                .state()
                .devices()
                .get(DEVICE);
    }

    @Test
    void theNewestClaimWins() {
        TestProbe<DeviceNotice> newer = bedside.testKit.createTestProbe();
        device.tell(new DeviceEntity.Claim(0, session.getRef()));
        session.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 0, 0));
        device.tell(new DeviceEntity.Claim(0, newer.getRef()));
        session.expectMessage(new DeviceNotice.Superseded(DEVICE));
        newer.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 0, 0));

        device.tell(new DeviceEntity.Unclaim(session.getRef()));
        admit(FIRST);
        assign(FIRST);
        newer.expectMessage(new DeviceNotice.Assigned(DEVICE, FIRST));
        session.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aClaimFromBeforeTheNewestHelloComesTooLate() {
        TestProbe<DeviceNotice> older = bedside.testKit.createTestProbe();
        long now = System.nanoTime();
        device.tell(new DeviceEntity.Claim(now, session.getRef()));
        session.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 0, 0));

        device.tell(new DeviceEntity.Claim(now - 1_000_000_000, older.getRef()));
        older.expectMessage(new DeviceNotice.Superseded(DEVICE));
        admit(FIRST);
        assign(FIRST);
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, FIRST));
    }

    @Test
    void aPatientWhoIsNotAdmittedIsRefusedAndTheDeviceServesNobody() {
        assign(FIRST);
        assertThat(lead.expectMessageClass(DeviceEntity.AssignRefused.class).reply())
                .isInstanceOf(Reply.NotFound.class);
        assertServing(null);
    }

    @Test
    void theNextPatientGoesOnWhereTheLastOneLeftOff() {
        admit(FIRST);
        admit(SECOND);
        device.tell(new DeviceEntity.Claim(0, session.getRef()));
        session.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 0, 0));
        assign(FIRST);
        lead.expectMessage(new DeviceEntity.Assigned(FIRST));
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, FIRST));
        frame(FIRST, 1);
        frame(FIRST, 2);

        assign(SECOND);
        lead.expectMessage(new DeviceEntity.Assigned(SECOND));
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, null));
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, SECOND));
        assertThat(mark(FIRST).attached()).isFalse();
        assertThat(mark(SECOND))
                .extracting(DeviceMark::epoch, DeviceMark::seq)
                .containsExactly(7L, 2L);
        frame(SECOND, 3);

        assign(FIRST);
        lead.expectMessage(new DeviceEntity.Assigned(FIRST));
        assertThat(mark(FIRST))
                .extracting(DeviceMark::epoch, DeviceMark::seq)
                .containsExactly(7L, 3L);
    }

    @Test
    void anUnansweredStepIsTriedAgainAndARestartGoesOnWithIt() {
        admit(FIRST);
        deaf.set(Integer.MAX_VALUE);
        assign(FIRST);
        await().until(() ->
                !bedside.journal().persistedInStorage("device|monitor-1").isEmpty());
        bedside.testKit.stop(device);
        deaf.set(2);
        device = spawn();
        device.tell(new DeviceEntity.Claim(0, session.getRef()));
        session.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 0, 0));
        await().until(() -> {
            bedside.pass(Duration.ofSeconds(1));
            DeviceMark mark = mark(FIRST);
            return mark != null && mark.attached();
        });
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, FIRST));
    }

    @Test
    void aFailingStoreTakesNoDeviceFromItsSession() {
        admit(FIRST);
        device.tell(new DeviceEntity.Claim(0, session.getRef()));
        session.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 0, 0));
        bedside.valve.fail();
        assign(FIRST);
        await().until(() -> bedside.valve.failed.get() > 0);
        bedside.pass(Duration.ofSeconds(10));
        lead.expectMessageClass(DeviceEntity.AssignUnavailable.class);

        bedside.valve.open();
        await().until(() -> {
            bedside.pass(Duration.ofSeconds(1));
            return mark(FIRST) != null;
        });
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, FIRST));
    }

    @Test
    void aDischargedPatientsDeviceServesNobodyAndCanBeAssignedAgain() {
        admit(FIRST);
        assign(FIRST);
        lead.expectMessage(new DeviceEntity.Assigned(FIRST));
        frame(FIRST, 1);
        bedside.ask(new PatientCommand.Discharge(bedside.millis(), "lead"));
        bedside.decided();
        session.expectMessage(new DeviceNotice.Assigned(DEVICE, null));

        device.tell(new DeviceEntity.Claim(0, session.getRef()));
        session.expectMessage(new DeviceNotice.Claimed(DEVICE, null, 7, 1));
        assertServing(null);

        admit(FIRST);
        assign(FIRST);
        lead.expectMessage(new DeviceEntity.Assigned(FIRST));
        assertThat(mark(FIRST))
                .extracting(DeviceMark::seq, DeviceMark::attached)
                .containsExactly(1L, true);
        assertServing(FIRST);
    }

    @Test
    void theSamePatientAgainAfterADischargeTakesTheDeviceAgain() {
        admit(FIRST);
        assign(FIRST);
        lead.expectMessage(new DeviceEntity.Assigned(FIRST));
        bedside.ask(new PatientCommand.Discharge(bedside.millis(), "lead"));
        bedside.decided();
        admit(FIRST);
        assertThat(mark(FIRST).attached()).isFalse();
        assign(FIRST);
        lead.expectMessage(new DeviceEntity.Assigned(FIRST));
        assertThat(mark(FIRST).attached()).isTrue();
    }

    private void assertServing(PatientId patient) {
        TestProbe<DeviceEntity.Serving> serving = bedside.testKit.createTestProbe();
        device.tell(new DeviceEntity.GetAssignment(serving.getRef()));
        serving.expectMessage(new DeviceEntity.Serving(DEVICE, patient));
    }
}
