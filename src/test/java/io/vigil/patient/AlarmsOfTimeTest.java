package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;

import org.junit.jupiter.api.Test;

import java.util.List;

/** An alarm's history from rows of several sites, each of which may tell of the same. */
class AlarmsOfTimeTest {

    private static final AlarmId ALARM = AlarmId.of(Bedside.PATIENT, "spo2-low", 1000);
    private static final PatientEvent RAISED = new AlarmRaised(
            ALARM,
            "spo2-low",
            Vital.SPO2,
            null,
            Kind.PHYSIOLOGICAL,
            Priority.HIGH,
            1000,
            1000,
            70.0,
            80.0);
    private static final PatientEvent SEEN =
            new AlarmAcknowledged(ALARM, 2000, "nurse", Priority.HIGH);
    private static final PatientEvent ENDED = new AlarmEnded(ALARM, 3000);

    private final AlarmsOfTime alarms = new AlarmsOfTime(0, 10_000);

    @Test
    void whatWasSaidOfAnAlarmBeforeItsRaiseHasComeCounts() {
        row(1, "centre", SEEN);
        row(1, "edge", RAISED);

        assertThat(alarms.sorted()).singleElement().satisfies(each -> {
            assertThat(each.alarm().state()).isEqualTo(AlarmState.ACKNOWLEDGED);
            assertThat(each.transitions())
                    .extracting(PatientHistory.Transition::state)
                    .containsExactly(AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED);
        });
    }

    @Test
    void aRaiseThatAnotherSiteTellsOfAsWellDoesNotOpenTheAlarmAgain() {
        row(1, "edge", RAISED);
        row(2, "edge", SEEN);
        row(3, "edge", ENDED);
        row(1, "centre", RAISED);

        assertThat(alarms.sorted()).singleElement().satisfies(each -> {
            assertThat(each.alarm().state()).isEqualTo(AlarmState.ENDED);
            assertThat(each.transitions()).hasSize(3);
        });
    }

    private void row(long seq, String site, PatientEvent event) {
        SiteId by = new SiteId(site);
        alarms.add(Batch.of(
                seq,
                0,
                new Envelope(
                        by,
                        seq,
                        Bedside.PATIENT,
                        1,
                        new HybridTime(event.at(), 0),
                        Versions.of(by, seq - 1),
                        List.of(event)),
                false));
    }
}
