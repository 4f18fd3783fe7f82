package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.device.DeviceEvent;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmAcknowledged;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.AlarmEscalated;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientEvent.AlarmReleased;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.journal.Batch;

import org.apache.pekko.persistence.journal.Tagged;
import org.junit.jupiter.api.Test;

import java.util.List;

class AlarmTaggerTest {

    private static final AlarmId ID = new AlarmId("p-1.hr-low.m8");
    private static final DeviceId DEVICE = new DeviceId("m-1");
    private static final PatientEvent OTHER = new GapDeclared(DEVICE, 1, 1, 2, 1);

    private final AlarmTagger tagger = new AlarmTagger();

    @Test
    void everyTransitionOfAnAlarmMarksItsRow() {
        List<PatientEvent> transitions = List.of(
                new AlarmRaised(
                        ID, "hr-low", null, DEVICE, Kind.TECHNICAL, Priority.LOW, 1, 1, null, null),
                new AlarmEscalated(ID, 1, Priority.HIGH),
                new AlarmEnded(ID, 1),
                new AlarmAcknowledged(ID, 1, "nurse", Priority.HIGH),
                new AlarmReleased(ID, 1));
        for (PatientEvent transition : transitions) {
            Batch batch = new Batch(1, List.of(OTHER, transition));
            assertThat(tagger.toJournal(batch)).isInstanceOfSatisfying(Tagged.class, tagged -> {
                assertThat(tagged.payload()).isSameAs(batch);
                assertThat(tagged.tags().contains(AlarmTagger.TAG)).isTrue();
            });
        }
    }

    @Test
    void everythingElseGoesAsItCame() {
        Batch batch = new Batch(1, List.of(OTHER));
        DeviceEvent device = new DeviceEvent.Joined(1);

        assertThat(tagger.toJournal(batch)).isSameAs(batch);
        assertThat(tagger.toJournal(device)).isSameAs(device);
    }
}
