package io.vigil.core.patient;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A patient under test, in the words of a story: every step decides and evolves, and keeps the
 * events, so that the end can be held against a replay of them.
 */
public final class Given {

    public static final PatientId PATIENT = new PatientId("p-1");
    public static final DeviceId MONITOR = new DeviceId("monitor");
    public static final WardId WARD = new WardId("icu-1");

    private final List<PatientEvent> events = new ArrayList<>();
    private final Map<DeviceId, Long> sequences = new HashMap<>();
    private PatientState state = PatientState.unknown(PATIENT);
    private Decision last = new Decision(List.of(), Reply.UNCHANGED);

    public static Given nobody() {
        return new Given();
    }

    public static Given admitted(int spo2Scale) {
        return admitted(Profile.ADULT, spo2Scale);
    }

    public static Given admitted(Profile profile, int spo2Scale) {
        return new Given()
                .when(new Admit(
                        1, "lead", "Test Person", WARD, new BedId("1"), profile, spo2Scale));
    }

    public static Given monitored() {
        return admitted(1).attached(MONITOR);
    }

    public Given attached(DeviceId device) {
        return when(new AttachDevice(1, "lead", device, 0, 0));
    }

    public Given when(PatientCommand command) {
        last = Patient.decide(state, command);
        events.addAll(last.events());
        state = Patient.evolve(state, last.events());
        return this;
    }

    public Given frame(DeviceId device, long at, Values values, int spot, Charted charted) {
        long seq = sequences.merge(device, 1L, Long::sum);
        return when(new Observe(device, 1, seq, at, values, spot, charted, at));
    }

    /** A frame of one streamed vital of the monitor, {@code seconds} after the epoch's start. */
    public Given sample(Vital vital, double seconds, double value) {
        return frame(MONITOR, Math.round(seconds * 1000), Values.of(vital, value), 0, Charted.NONE);
    }

    /** The same, measured once. */
    public Given spot(Vital vital, double seconds, double value) {
        return frame(
                MONITOR,
                Math.round(seconds * 1000),
                Values.of(vital, value),
                vital.bit(),
                Charted.NONE);
    }

    /** One sample a second from the first to the last second, all alike. */
    public Given steady(Vital vital, int fromSecond, int throughSecond, double value) {
        for (int second = fromSecond; second <= throughSecond; second++) {
            sample(vital, second, value);
        }
        return this;
    }

    public Given acknowledged(AlarmId id, Priority seen, long at) {
        return when(new Acknowledge(at, "nurse", id, seen));
    }

    public Given silentUntil(long now, long heard) {
        return when(new Tick(now, Map.of(MONITOR, heard)));
    }

    public PatientState state() {
        return state;
    }

    public Reply reply() {
        return last.reply();
    }

    public List<PatientEvent> lastEvents() {
        return last.events();
    }

    public List<PatientEvent> events() {
        return events;
    }

    public Optional<Alarm> open(String condition) {
        return state.openAlarms().stream()
                .filter(a -> a.condition().equals(condition))
                .findFirst();
    }
}
