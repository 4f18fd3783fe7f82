package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class LimitWatchTest {

    private static final DeviceId MONITOR = new DeviceId("mon-1");
    private static final PatientId ANN = new PatientId("p-1");
    private static final long START = 1_764_000_000_000L;

    private final LimitWatch watch = new LimitWatch();
    private final List<WardAlarm> found = new ArrayList<>();
    private PatientState durable = admitted();

    @Test
    void judgesWhatIsNotDurableYetOnTopOfWhatThePatientSays() {
        tell();
        for (long seq = 1; seq <= 5; seq++) {
            watches(beyond(seq));
        }
        recorded(beyond(1));
        recorded(beyond(2));
        tell();
        for (long seq = 6; seq <= 12; seq++) {
            watches(beyond(seq));
        }

        assertThat(found)
                .extracting(alarm -> alarm.alarm().id())
                .containsExactly(AlarmId.of(ANN, "hr-high", START + 1000));
    }

    @Test
    void whatIsDurableIsNotJudgedTwice() {
        tell();
        for (long seq = 1; seq <= 12; seq++) {
            watches(beyond(seq));
            recorded(beyond(seq));
        }
        watch.durable(12);
        tell();
        for (long seq = 13; seq <= 30; seq++) {
            watches(beyond(seq));
        }

        assertThat(found).hasSize(1);
    }

    @Test
    void newLimitsCountFromTheFramesThatThePatientLacksOn() {
        tell();
        for (long seq = 1; seq <= 3; seq++) {
            watches(beyond(seq));
        }
        decided(new PatientCommand.SetLimits(
                START,
                "lead",
                null,
                List.of(new PatientCommand.LimitChange("hr-high", null, null, null, null, false))));
        tell();
        for (long seq = 4; seq <= 30; seq++) {
            watches(beyond(seq));
        }

        assertThat(found).isEmpty();
    }

    @Test
    void whatWasChartedByHandCountsInTheScore() {
        tell();
        watches(fast(1));
        decided(new PatientCommand.Chart(
                START + 1500,
                "nurse",
                START + 1500,
                Values.of(Vital.TEMP, 37),
                new Charted(Consciousness.A, true)));
        tell();
        for (long seq = 2; seq <= 120; seq++) {
            watches(fast(seq));
        }

        assertThat(found).extracting(alarm -> alarm.alarm().condition()).contains("news2-urgent");
    }

    private void tell() {
        watch.told(new DeviceNotice.Watched(MONITOR, durable, "central"), ANN);
    }

    private void watches(PatientCommand.Observe frame) {
        found.addAll(watch.judge(frame));
    }

    private void recorded(PatientCommand.Observe frame) {
        decided(frame);
    }

    private void decided(PatientCommand command) {
        durable = Patient.evolve(durable, Patient.decide(durable, command).events());
    }

    private static PatientCommand.Observe beyond(long seq) {
        return frame(seq, Values.of(Vital.HR, 130));
    }

    private static PatientCommand.Observe fast(long seq) {
        return frame(
                seq,
                Values.of(Vital.HR, 118)
                        .with(Vital.RR, 22)
                        .with(Vital.SPO2, 96)
                        .with(Vital.SBP, 105));
    }

    /** A second apart. */
    private static PatientCommand.Observe frame(long seq, Values values) {
        return new PatientCommand.Observe(
                MONITOR, 1, seq, START + seq * 1000, values, 0, Charted.NONE, START);
    }

    private static PatientState admitted() {
        PatientState state = PatientState.unknown(ANN);
        for (PatientCommand command : List.of(
                new PatientCommand.Admit(
                        START,
                        "lead",
                        "Ann",
                        new WardId("icu-1"),
                        new BedId("4"),
                        Profile.ADULT,
                        1),
                new PatientCommand.AttachDevice(START, "lead", MONITOR, 1, 0))) {
            state = Patient.evolve(state, Patient.decide(state, command).events());
        }
        return state;
    }
}
