package io.vigil.core.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

class SentryTest {

    private static final DeviceId DEVICE = new DeviceId("mon-1");
    private static final long START = 1_764_000_000_000L;
    private static final int FRAMES = 600;

    private PatientState patient = watched();

    @RepeatedTest(20)
    void raisesTheAlarmsThatThePatientRaises() {
        Both both = watchedWhileValuesWander();

        assertThat(both.bySentry).isEqualTo(both.byPatient);
        assertThat(both.bySentry).anyMatch(alarm -> alarm.vital() != null);
        assertThat(both.bySentry).anyMatch(alarm -> alarm.condition().startsWith("news2-"));
    }

    @Test
    void raisesNoScoreOfAPatientWithAnotherDevice() {
        DeviceId other = new DeviceId("mon-2");
        patient = after(patient, new PatientCommand.AttachDevice(START, "lead", other, 1, 0));

        Both both = watchedWhileValuesWander();

        assertThat(both.byPatient).anyMatch(alarm -> alarm.vital() == null);
        assertThat(both.bySentry)
                .isEqualTo(both.byPatient.stream()
                        .filter(alarm -> alarm.vital() != null)
                        .toList());
    }

    /** What a patient and its sentry raise for the same frames. */
    private record Both(List<AlarmRaised> byPatient, List<AlarmRaised> bySentry) {}

    private Both watchedWhileValuesWander() {
        RandomGenerator random = Gen.random(Gen.seed());
        Sentry sentry = new Sentry(patient);
        Both both = new Both(new ArrayList<>(), new ArrayList<>());
        double level = 80;
        for (int seq = 1; seq <= FRAMES; seq++) {
            level = Math.clamp(level + random.nextGaussian() * 8, 30, 190);
            Observe frame = frame(seq, Math.round(level), random.nextInt(80, 100));
            List<PatientEvent> events = Patient.decide(patient, frame).events();
            patient = Patient.evolve(patient, events);
            events.stream()
                    .filter(AlarmRaised.class::isInstance)
                    .map(AlarmRaised.class::cast)
                    .filter(alarm -> alarm.kind() == Kind.PHYSIOLOGICAL)
                    .forEach(both.byPatient()::add);
            Sentry.Judged judged = sentry.judge(frame);
            sentry = judged.next();
            both.bySentry().addAll(judged.raised());
        }
        return both;
    }

    /** A second apart, with all that NEWS2 asks for. */
    private static Observe frame(long seq, double hr, double spo2) {
        Values values = Values.of(Vital.HR, hr)
                .with(Vital.SPO2, spo2)
                .with(Vital.RR, 22)
                .with(Vital.SBP, 105)
                .with(Vital.TEMP, 37);
        Charted charted = seq == 1 ? new Charted(Consciousness.A, true) : Charted.NONE;
        return new Observe(DEVICE, 1, seq, START + seq * 1000, values, 0, charted, START);
    }

    private static PatientState watched() {
        PatientState admitted = after(
                PatientState.unknown(new PatientId("p-1")),
                new PatientCommand.Admit(
                        START,
                        "lead",
                        "Ann",
                        new WardId("icu-1"),
                        new BedId("4"),
                        Profile.ADULT,
                        1));
        return after(admitted, new PatientCommand.AttachDevice(START, "lead", DEVICE, 1, 0));
    }

    private static PatientState after(PatientState state, PatientCommand command) {
        return Patient.evolve(state, Patient.decide(state, command).events());
    }
}
