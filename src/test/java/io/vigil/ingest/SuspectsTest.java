package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.PatientEntity;
import io.vigil.ward.WardFixtures;

import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class SuspectsTest {

    private static final long NOW = 1_764_000_000_000L;
    private static final WardAlarm ALARM =
            WardFixtures.raised(WardFixtures.ANNA, NOW, Priority.HIGH);

    private final ActorRef<PatientEntity.Command> here =
            TestInbox.<PatientEntity.Command>create().getRef();
    private final ActorRef<PatientEntity.Command> dying =
            TestInbox.<PatientEntity.Command>create().getRef();
    private final Suspects suspects = new Suspects();

    @Test
    void anAlarmWhoseNodeFallsSilentWithinASecondIsGivenOutOnce() {
        suspects.add(ALARM, here, NOW);
        suspects.add(ALARM, dying, NOW);

        assertThat(suspects.lost(_ -> false, NOW + 100)).isEmpty();
        assertThat(suspects.lost(dying::equals, NOW + 600)).containsExactly(ALARM);
        assertThat(suspects.lost(dying::equals, NOW + 700)).isEmpty();
    }

    @Test
    void anAlarmOfANodeThatAnswersIsForgotten() {
        suspects.add(ALARM, here, NOW);

        assertThat(suspects.lost(_ -> false, NOW + Suspects.KEPT_MS + 1)).isEmpty();
        assertThat(suspects.isEmpty()).isTrue();
    }
}
