package io.vigil.e2e;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.Recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * All that one bed's device will ever send, and what must come of it: decided by the core alone,
 * with no server and no interruption.
 */
record Script(PatientId patient, DeviceId device, List<Frame> frames) {

    record Frame(long at, Values values, int spot, Charted charted) {}

    Script {
        frames = List.copyOf(frames);
    }

    /** The first rows of a recording, at their own pace. */
    static Script of(Recording recording, String patient, String device, long from, int length) {
        List<Frame> frames = new ArrayList<>();
        for (Recording.Row row : recording.rows()) {
            if (row.isMeasured() && frames.size() < length) {
                frames.add(new Frame(from + row.timeMs(), row.values(), row.spot(), row.charted()));
            }
        }
        return new Script(new PatientId(patient), new DeviceId(device), frames);
    }

    /**
     * Invented: calm stretches and excursions beyond the limits, each long enough for an alarm;
     * saturation, breathing, pressure, and what NEWS2 needs.
     */
    static Script invented(
            String patient, String device, long from, int length, RandomGenerator random) {
        List<Frame> frames = new ArrayList<>();
        int calm = 0;
        double hr = 80;
        double spo2 = 97;
        for (int second = 0; second < length; second++) {
            if (calm-- == 0) {
                boolean sick = random.nextInt(3) > 0;
                calm = random.nextInt(12, 30);
                hr = sick ? random.nextInt(125, 170) : random.nextInt(60, 100);
                spo2 = sick ? random.nextInt(70, 92) : random.nextInt(94, 100);
            }
            Values values = Values.of(Vital.HR, hr + random.nextInt(3) * 0.5)
                    .with(Vital.SPO2, spo2)
                    .with(Vital.RR, 14 + random.nextInt(3));
            frames.add(withRounds(from + second * 1000L, second, values, random));
        }
        return new Script(new PatientId(patient), new DeviceId(device), frames);
    }

    /** Every half minute somebody measures pressure and temperature, and charts the rest. */
    private static Frame withRounds(long at, int second, Values values, RandomGenerator random) {
        if (second % 30 != 0) {
            return new Frame(at, values, 0, Charted.NONE);
        }
        Values measured = values.with(Vital.SBP, random.nextInt(65, 150)).with(Vital.TEMP, 37.5);
        return new Frame(
                at,
                measured,
                Vital.SBP.bit() | Vital.TEMP.bit(),
                new Charted(Consciousness.A, false));
    }

    /** The patient's alarms in an uninterrupted run: id and priority. */
    Map<String, Priority> alarms() {
        PatientState state = PatientState.unknown(patient);
        state = Patient.evolve(state, Patient.decide(state, admit()).events());
        state = Patient.evolve(state, Patient.decide(state, attach()).events());
        Map<String, Priority> alarms = new TreeMap<>();
        for (int place = 0; place < frames.size(); place++) {
            List<PatientEvent> events = Patient.decide(state, observe(place)).events();
            for (PatientEvent event : events) {
                if (event instanceof PatientEvent.AlarmRaised raised
                        && raised.kind() == Kind.PHYSIOLOGICAL) {
                    alarms.put(raised.id().value(), raised.priority());
                }
            }
            state = Patient.evolve(state, events);
        }
        return alarms;
    }

    private PatientCommand admit() {
        return new PatientCommand.Admit(
                1, "lead", "name", new WardId("w"), new BedId("1"), Profile.ADULT, 1);
    }

    private PatientCommand attach() {
        return new PatientCommand.AttachDevice(1, "lead", device, 0, 0);
    }

    private PatientCommand observe(int place) {
        Frame frame = frames.get(place);
        return new PatientCommand.Observe(
                device,
                1,
                place + 1L,
                frame.at(),
                frame.values(),
                frame.spot(),
                frame.charted(),
                frame.at());
    }
}
