package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.AlarmId;
import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.AlarmEnded;
import io.vigil.core.patient.PatientEvent.GapDeclared;
import io.vigil.journal.Batch;
import io.vigil.journal.TestLedger;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How many of a row's copies answer for it. */
class ConsistencyTest {

    private static final PatientEvent ALARM = new AlarmEnded(new AlarmId("p-1.hr-low.m8"), 1);
    private static final PatientEvent OTHER = new GapDeclared(new DeviceId("m-1"), 1, 1, 2, 1);

    private final Config config = ConfigFactory.parseString(
                    "datastax-java-driver.advanced.request-tracker.classes = [\""
                            + RequestLog.class.getName() + "\"]")
            .withFallback(CassandraKeyspace.make());
    private final String keyspace = config.getString("vigil.cassandra.keyspace");

    @Test
    void rowsAndSnapshotsAreHeldByAMajorityHereAndAlarmsByAMajorityOfAllBesides() throws Exception {
        try (TestLedger ledger = TestLedger.open(config, "p-1")) {
            ledger.write(new Batch(1, List.of(OTHER, ALARM)));
            for (int number = 2; number <= TestLedger.ROWS_PER_SNAPSHOT; number++) {
                ledger.write(new Batch(number, List.of(OTHER)));
            }
            ledger.awaitSnapshot();
        }
        try (TestLedger ledger = TestLedger.open(config, "p-1")) {
            ledger.recovered();
            ledger.read(1, Long.MAX_VALUE);
        }

        assertThat(of("INSERT INTO " + keyspace + ".messages"))
                .hasSize(TestLedger.ROWS_PER_SNAPSHOT + 1)
                .containsOnly("LOCAL_QUORUM", "QUORUM")
                .containsOnlyOnce("QUORUM");
        assertThat(of("INSERT INTO " + keyspace + ".snapshots")).containsOnly("LOCAL_QUORUM");
        assertThat(of("SELECT")).hasSizeGreaterThan(5).containsOnly("LOCAL_QUORUM");
    }

    private List<String> of(String query) {
        return RequestLog.of(keyspace).stream()
                .filter(sent -> sent.query().strip().startsWith(query))
                .map(RequestLog.Sent::consistency)
                .toList();
    }

    @Test
    void anAlarmIsWrittenOnceBothMajoritiesHaveIt() {
        try (CqlSession real = CassandraKeyspace.session(config)) {
            BoundStatement row = row(real, Set.of(AlarmTagger.TAG));
            BatchStatement several =
                    BatchStatement.newInstance(BatchType.UNLOGGED, row(real, Set.of()), row);
            for (Statement<?> statement : List.of(row, several)) {
                Majorities fake = new Majorities();
                CompletionStage<AsyncResultSet> written = fake.session().executeAsync(statement);
                fake.here.complete(null);
                assertThat(written.toCompletableFuture()).isNotDone();
                fake.everywhere.complete(null);
                assertThat(written.toCompletableFuture()).isCompleted();

                Majorities failing = new Majorities();
                written = failing.session().executeAsync(statement);
                failing.here.complete(null);
                failing.everywhere.completeExceptionally(new IllegalStateException("cut off"));
                assertThat(written.toCompletableFuture()).isCompletedExceptionally();
            }
        }
    }

    @Test
    void whatIsNoAlarmIsWrittenOnce() {
        try (CqlSession real = CassandraKeyspace.session(config)) {
            Majorities fake = new Majorities();
            CompletionStage<AsyncResultSet> written =
                    fake.session().executeAsync(row(real, Set.of("other")));
            fake.here.complete(null);
            assertThat(written.toCompletableFuture()).isCompleted();
        }
    }

    private BoundStatement row(CqlSession session, Set<String> tags) {
        return session.prepare(
                        "INSERT INTO " + keyspace + ".messages (persistence_id, partition_nr,"
                                + " sequence_nr, timestamp, tags) VALUES ('p',"
                                + " 0, 1, now(), ?)")
                .bind(tags);
    }

    /** A session whose answers are the test's. */
    private static final class Majorities {
        private final CompletableFuture<AsyncResultSet> here = new CompletableFuture<>();
        private final CompletableFuture<AsyncResultSet> everywhere = new CompletableFuture<>();

        CqlSession session() {
            return new AlarmQuorumSession((CqlSession) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {CqlSession.class},
                    (_, _, args) -> {
                        String profile = ((Statement<?>) args[0]).getExecutionProfileName();
                        return AlarmQuorumSession.PROFILE.equals(profile) ? everywhere : here;
                    }));
        }
    }
}
