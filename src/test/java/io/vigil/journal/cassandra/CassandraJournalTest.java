package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Admitted;
import io.vigil.core.patient.PatientEvent.Spo2ScaleChanged;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.journal.Batch;
import io.vigil.journal.JournalContract;
import io.vigil.journal.TestLedger;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** With small pages and partitions, so that there are many. */
class CassandraJournalTest extends JournalContract {

    private final Config config = ConfigFactory.parseMap(Map.of(
                    "pekko.persistence.cassandra.journal.target-partition-size", 20,
                    "datastax-java-driver.basic.request.page-size", 7))
            .withFallback(CassandraKeyspace.make());

    @Override
    protected Config journal() {
        return config;
    }

    /** As many copies as there are nodes are too few to answer. */
    @Override
    protected Config unreadable() {
        return ConfigFactory.parseString("datastax-java-driver.profiles"
                        + ".pekko-persistence-cassandra-profile.basic.request.consistency = THREE")
                .withFallback(config);
    }

    /** Two nodes that each believe to have the patient: what both have acked stays. */
    @Test
    void ofTwoWritersOfARowBothAreKept() throws Exception {
        PatientEvent admitted = new Admitted(
                1, "lead", "Ann", new WardId("icu-1"), new BedId("4"), Profile.ADULT, 1);
        PatientEvent scale = new Spo2ScaleChanged(2, "lead", 2);
        try (TestLedger one = TestLedger.open(config, "p-1");
                TestLedger other = TestLedger.open(config, "p-1")) {
            one.recovered();
            other.recovered();
            one.write(new Batch(1, List.of(admitted)));
            other.write(new Batch(1, List.of(scale)));
        }

        try (TestLedger later = TestLedger.open(config, "p-1")) {
            assertThat(later.read(1, 1)).hasSize(2);
            PatientState recovered = later.recovered().patient();
            assertThat(recovered)
                    .isEqualTo(Patient.evolve(
                            PatientState.unknown(new PatientId("p-1")), List.of(admitted, scale)));
            Batch next = new Batch(2, List.of(new Spo2ScaleChanged(3, "lead", 1)));
            assertThat(later.write(next).lastBatch()).isEqualTo(2);
        }
    }
}
