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
    void raisesTheLimitAlarmsThatThePatientRaises() {
        RandomGenerator random = Gen.random(Gen.seed());
        Sentry sentry = new Sentry(patient);
        List<AlarmRaised> byPatient = new ArrayList<>();
        List<AlarmRaised> bySentry = new ArrayList<>();
        double level = 80;
        for (int seq = 1; seq <= FRAMES; seq++) {
            level = Math.clamp(level + random.nextGaussian() * 8, 30, 190);
            Observe frame = frame(seq, seq * 1000L, Math.round(level), random.nextInt(80, 100));
            List<PatientEvent> events = Patient.decide(patient, frame).events();
            patient = Patient.evolve(patient, events);
            events.stream()
                    .filter(AlarmRaised.class::isInstance)
                    .map(AlarmRaised.class::cast)
                    .filter(alarm -> alarm.kind() == Kind.PHYSIOLOGICAL)
                    .forEach(byPatient::add);
            Sentry.Judged judged = sentry.judge(frame);
            sentry = judged.next();
            bySentry.addAll(judged.raised());
        }
        assertThat(bySentry).isEqualTo(byPatient).isNotEmpty();
    }

    @Test
    void goesOnAcrossWhatThePatientSaysUnlessTheStayHasChanged() {
        Sentry sentry = new Sentry(patient);
        for (int seq = 1; seq <= 5; seq++) {
            sentry = sentry.judge(frame(seq, seq * 1000L, 150, 97)).next();
        }

        assertThat(sentry.told(patient)).isEqualTo(sentry);

        PatientState off = after(
                patient,
                new PatientCommand.SetLimits(
                        START,
                        "lead",
                        null,
                        List.of(new PatientCommand.LimitChange(
                                "hr-high", null, null, null, null, false))));
        assertThat(sentry.told(off).state()).isEqualTo(off);
    }

    private static Observe frame(long seq, long afterMs, double hr, double spo2) {
        Values values = Values.of(Vital.HR, hr).with(Vital.SPO2, spo2);
        return new Observe(DEVICE, 1, seq, START + afterMs, values, 0, Charted.NONE, START);
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
