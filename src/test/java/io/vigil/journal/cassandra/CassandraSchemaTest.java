package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.Persistence;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class CassandraSchemaTest {

    @Test
    void makesWhatTheJournalNeedsAndTheSecondTimeNothing() throws Exception {
        Config config = CassandraKeyspace.config("schema_twice");
        List<String> said = new ArrayList<>();

        CassandraSchema.apply(config, said::add);
        CassandraSchema.apply(config, said::add);

        assertThat(said).hasSize(3);
        assertThat(said.getFirst()).isEqualTo("made keyspace schema_twice with copies dc1:1");
        assertThat(said.get(1)).contains("messages").contains("snapshots").contains("metadata");
        assertThat(said.getLast()).contains("has all its tables already");
        try (CqlSession session = CassandraKeyspace.session(config)) {
            assertThat(session.getMetadata()
                            .getKeyspace("schema_twice")
                            .orElseThrow()
                            .getReplication())
                    .containsEntry("dc1", "1");
        }
    }

    @Test
    void saysThatAKeyspaceIsThereWithOtherCopies() {
        Config config = CassandraKeyspace.config("schema_other");
        try (CqlSession session = CassandraKeyspace.session(config)) {
            session.execute("CREATE KEYSPACE schema_other WITH replication ="
                    + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }

        assertThatThrownBy(() -> CassandraSchema.apply(config, line -> {}))
                .isInstanceOf(SchemaNotApplied.class)
                .hasMessageContaining("schema_other is there with")
                .hasMessageContaining("ALTER KEYSPACE");
    }

    @Test
    void saysThatADataCentreHasTooFewNodes() {
        assertThatThrownBy(() -> CassandraSchema.apply(with("replication", "dc1:3"), line -> {}))
                .isInstanceOf(SchemaNotApplied.class)
                .hasMessageContaining("dc1 has 1 nodes and can't keep 3 copies");
        assertThatThrownBy(() -> CassandraSchema.apply(with("replication", "mars:1"), line -> {}))
                .isInstanceOf(SchemaNotApplied.class)
                .hasMessageContaining("mars has 0 nodes")
                .hasMessageContaining("{dc1=1}");
    }

    @Test
    void saysThatNobodyAnswers() {
        assertThatThrownBy(() ->
                        CassandraSchema.apply(with("contact-points", "127.0.0.1:1"), line -> {}))
                .isInstanceOf(SchemaNotApplied.class)
                .hasMessageContaining("no Cassandra node lets us in at [127.0.0.1:1]: is it up");
    }

    @Test
    void refusesANameThatIsNone() {
        assertThatThrownBy(() -> CassandraSchema.apply(with("keyspace", "a; drop"), line -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a; drop");
    }

    @Test
    void aServerBeforeTheSchemaSaysWhatToRunAndGoesOnOnceItIsThere() throws Exception {
        Config config = CassandraKeyspace.config("schema_late");
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "early", config);
        try {
            JournalState state = JournalState.of(system);
            assertThat(state.missing()).isEmpty();
            Persistence.get(system.classicSystem()).journalFor("", ConfigFactory.empty());

            await(() -> assertThat(state.missing())
                    .contains("there is no keyspace schema_late: run `./vigil schema --config"
                            + " FILE`"));
            CassandraSchema.apply(config, line -> {});
            await(() -> assertThat(state.missing()).isEmpty());
        } finally {
            system.terminate();
        }
    }

    @Test
    void aServerInADataCentreThatIsNoneSaysWhichThereAre() {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "astray",
                ConfigFactory.parseString("datastax-java-driver.basic"
                                + ".load-balancing-policy.local-datacenter = mars")
                        .withFallback(with("datacenter", "mars")));
        try {
            Persistence.get(system.classicSystem()).journalFor("", ConfigFactory.empty());
            await(() -> assertThat(JournalState.of(system).missing())
                    .contains("vigil.cassandra.datacenter is 'mars', and Cassandra's nodes are in"
                            + " dc1"));
        } finally {
            system.terminate();
        }
    }

    private static void await(ThrowingRunnable holds) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(holds);
    }

    private static Config with(String key, String value) {
        return ConfigFactory.empty()
                .withValue("vigil.cassandra." + key, ConfigValueFactory.fromAnyRef(value))
                .withFallback(CassandraKeyspace.config("schema_never"));
    }
}
