package io.vigil.ops.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.AlarmId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.ops.replay.Format;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** What the generator expects must be what the rules make of its frames, or it finds no fault. */
class LoadShapeTest {

    private static final long START = 1_764_000_000_000L;

    @ParameterizedTest
    @CsvSource({"0, 1", "7, 1", "9, 1", "3, 4", "5, 10"})
    void theRulesRaiseTheExpectedAlarmsAndNoOther(int patient, int framesPerSecond) {
        LoadPlan plan = plan(10, framesPerSecond, 10);
        LoadShape shape = new LoadShape(plan);
        PlannedAlarm planned = new PlannedAlarm();
        List<AlarmId> expected = new ArrayList<>();
        List<AlarmId> raised = new ArrayList<>();
        PatientState state = admitted(plan, patient);
        for (int frame = 0; frame < plan.framesPerPatient(); frame++) {
            long at = START + plan.dueMs(patient, frame);
            long onset = planned.onsetRaisedBy(shape.isBeyond(patient, frame), at);
            if (onset != PlannedAlarm.NONE) {
                expected.add(AlarmId.of(plan.patient(patient), LoadShape.CONDITION, onset));
            }
            Decision decision = Patient.decide(
                    state,
                    new PatientCommand.Observe(
                            plan.device(patient),
                            1,
                            frame + 1L,
                            at,
                            shape.values(patient, frame),
                            0,
                            shape.charted(),
                            at));
            for (PatientEvent event : decision.events()) {
                if (event instanceof PatientEvent.AlarmRaised alarm) {
                    raised.add(alarm.id());
                }
            }
            state = Patient.evolve(state, decision.events());
        }

        assertThat(raised).isEqualTo(expected).hasSizeGreaterThan(2);
    }

    @Test
    void framesOfAllPatientsAreDueInTurn() {
        LoadPlan plan = plan(1000, 1, 9);

        assertThat(plan.dueNanos(0, 1)).isEqualTo(1_000_000_000L);
        assertThat(plan.dueNanos(500, 0)).isEqualTo(500_000_000L);
        assertThat(plan.dueNanos(999, 0)).isLessThan(plan.dueNanos(0, 1));
    }

    @Test
    void thePlanSaysWhichOptionIsWrong() {
        assertThatThrownBy(() -> plan(10, 1, 11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--vitals must be from 1 to 10, not 11");
    }

    private static LoadPlan plan(int patients, int framesPerSecond, int vitals) {
        return new LoadPlan(patients, 1, framesPerSecond, vitals, Format.CBOR, 0, 200, 40, 0);
    }

    private static PatientState admitted(LoadPlan plan, int patient) {
        PatientId id = plan.patient(patient);
        PatientState state = PatientState.unknown(id);
        state = after(
                state,
                new PatientCommand.Admit(
                        START, "load", "x", plan.ward(0), plan.bed(patient), Profile.ADULT, 1));
        return after(
                state, new PatientCommand.AttachDevice(START, "load", plan.device(patient), 1, 0));
    }

    private static PatientState after(PatientState state, PatientCommand command) {
        return Patient.evolve(state, Patient.decide(state, command).events());
    }
}
