package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigil.core.vitals.Vital;
import io.vigil.journal.cassandra.CassandraKeyspace;
import io.vigil.ops.stack.ServerForTests;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class PatientOnCassandraTest extends PatientJournalContract {

    @Override
    Bedside newBedside(FeedPort feed) {
        return new Bedside(CassandraKeyspace.make(), feed, new Metrics());
    }

    @Test
    void alarmsGoOnWhileCassandraIsDeadAndRecordingGoesOnByItselfOnceItIsBack() throws Exception {
        bedside.frame(Vital.HR, 80);
        bedside.expectDurable(1);

        ServerForTests.cassandra().kill();
        bedside.frame(Vital.HR, 81);
        bedside.wards.awaitAlarm("storage-down", false);
        bedside.frame(Vital.SPO2, 70);
        bedside.wards.awaitAlarm("spo2-very-low", false);
        assertThat(bedside.picture().state().devices().get(Bedside.DEVICE).seq())
                .isEqualTo(3);

        ServerForTests.cassandra().start();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            bedside.pass(Duration.ofMillis(500));
            return !bedside.metrics.isJournalFailing();
        });
        bedside.wards.awaitAlarm("spo2-very-low", true);
        PatientEntity.Picture before = bedside.picture();

        bedside.restart();
        assertThat(bedside.picture().state()).isEqualTo(before.state());
    }
}
