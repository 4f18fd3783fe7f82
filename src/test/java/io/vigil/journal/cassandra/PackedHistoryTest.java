package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.protocol.internal.util.Bytes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.DeviceId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;
import io.vigil.journal.TestLedger;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** A history of packed copies tells what the rows tell, sample by sample. */
class PackedHistoryTest {

    private static final long START = 1_764_000_000_000L;

    /** With small pages and partitions, so that there are many. */
    private static final Config SMALL =
            ConfigFactory.parseString("""
                pekko.persistence.cassandra.journal.target-partition-size = 100
                datastax-java-driver.basic.request.page-size = 50
                datastax-java-driver.advanced.request-tracker.classes = ["%s"]
                """.formatted(RequestLog.class.getName()));

    private static Config config;
    private static String keyspace;
    private static CqlSession session;
    private static TestLedger rows;

    @BeforeAll
    static void make() {
        config = SMALL.withFallback(CassandraKeyspace.make());
        keyspace = config.getString("vigil.cassandra.keyspace");
        session = CassandraKeyspace.session(config);
        rows = TestLedger.open(
                ConfigFactory.parseString(
                                "vigil.journal.read-plugin = pekko.persistence.cassandra.query")
                        .withFallback(config),
                "p-0");
    }

    @AfterAll
    static void close() throws Exception {
        session.close();
        rows.close();
    }

    @Test
    void copiesTellWhatTheRowsTellAndACopyThatIsMissingIsReadAsRows() throws Exception {
        try (TestLedger ledger = TestLedger.open(config, "p-1")) {
            ledger.recovered();
            write(ledger, 1, 450, 60);
            awaitCopies("p-1", "###");

            assertThat(ledger.read(1, Long.MAX_VALUE)).hasSize(3 + 450 - 192);
            assertToldAsRows(ledger, "p-1", 450);
            session.execute(delete("p-1", 65));
            assertThat(ledger.read(1, 450)).hasSize(2 + 64 + 450 - 192);
            assertToldAsRows(ledger, "p-1", 450);
        }
        assertThat(consistencies("SELECT sequence_nr, writer_uuid FROM " + keyspace + ".messages"))
                .containsOnly("EACH_QUORUM");
        assertThat(consistencies("SELECT ser_id,")).containsOnly("EACH_QUORUM");
        assertThat(consistencies("INSERT INTO " + keyspace + ".packed_rows"))
                .containsOnly("LOCAL_QUORUM");
    }

    private static List<String> consistencies(String query) {
        return RequestLog.of(keyspace).stream()
                .filter(sent -> sent.query().startsWith(query))
                .map(RequestLog.Sent::consistency)
                .toList();
    }

    @Test
    void whoeverPacksAgainAfterAFailureHalfWayMakesTheSameCopies() throws Exception {
        AtomicReference<ActorSystem<?>> system = new AtomicReference<>();
        try (TestLedger ledger = TestLedger.openAfter(config, "p-2", system::set)) {
            ledger.recovered();
            write(ledger, 1, 450, 60);
            awaitCopies("p-2", "###");
            Map<Long, String> before = copies("p-2");
            session.execute(delete("p-2", 65));
            session.execute(delete("p-2", 129));
            assertToldAsRows(ledger, "p-2", 450);

            Packer packer = Packer.of(Adapter.toClassic(system.get()));
            assertThat(packer.pack("patient|p-2", Packer.until(450))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(2);

            assertThat(copies("p-2")).isEqualTo(before);
            assertToldAsRows(ledger, "p-2", 450);
        }
    }

    /** A node that was given up while it lived writes its next rows, soon and long after. */
    @Test
    void rowsOfTwoWritersAreAllToldAlsoThoseThatComeAfterThePacking() throws Exception {
        try (TestLedger given = TestLedger.open(config, "p-3")) {
            given.recovered();
            write(given, 1, 100, 60);
            try (TestLedger next = TestLedger.open(config, "p-3")) {
                next.recovered();
                write(next, 101, 150, 60);
                write(given, 101, 101, 200);
                write(next, 151, 725, 60);
                awaitCopies("p-3", "......#");

                write(given, 102, 103, 200);
                assertToldAsRows(next, "p-3", 725);
                assertThat(events(next.read(1, 725)))
                        .hasSize(728)
                        .contains(event(101, 200), event(102, 200), event(103, 200));
            }
        }
    }

    @Test
    void withoutTheTableRowsAreReadAndItIsSaidWhatToRun() throws Exception {
        Config older = CassandraKeyspace.make();
        String table = older.getString("vigil.cassandra.keyspace") + "." + PackedCopies.TABLE;
        session.execute("DROP TABLE " + table);
        AtomicReference<ActorSystem<?>> system = new AtomicReference<>();
        try (TestLedger ledger = TestLedger.openAfter(older, "p-4", system::set)) {
            ledger.recovered();
            write(ledger, 1, 325, 60);
            assertThat(events(ledger.read(1, 325))).isEqualTo(written(1, 325));
            JournalState state = JournalState.of(system.get());
            assertThat(state.missing()).isEmpty();
            await(() -> assertThat(state.slow().orElse(""))
                    .endsWith("has no packed_rows: run `./vigil schema --config FILE`"));

            List<String> said = new ArrayList<>();
            CassandraSchema.apply(older, said::add);
            assertThat(said).containsExactly("made tables packed_rows");
            await(() -> assertThat(state.slow()).isEmpty());
            write(ledger, 326, 350, 60);
            await(() -> assertThat(ledger.read(1, 350)).hasSize(1 + 350 - 64));
            assertThat(events(ledger.read(1, 350))).isEqualTo(written(1, 350));
        }
    }

    private static void write(TestLedger ledger, int first, int last, int base) throws Exception {
        for (int row = first; row <= last; row++) {
            ledger.write(new Batch(row, List.of(event(row, base))));
        }
    }

    private static PatientEvent event(int row, int base) {
        return new Observed(
                new DeviceId("monitor-1"),
                1,
                row,
                START + row * 1000L,
                Values.of(Vital.HR, base + row % 50),
                0,
                Charted.NONE);
    }

    private static List<PatientEvent> written(int first, int last) {
        List<PatientEvent> events = new ArrayList<>();
        for (int row = first; row <= last; row++) {
            events.add(event(row, 60));
        }
        return events;
    }

    private static List<PatientEvent> events(List<Batch> batches) {
        return batches.stream().flatMap(batch -> batch.events().stream()).toList();
    }

    /** Some ranges, which begin and end within groups and at their ends. */
    private static void assertToldAsRows(TestLedger ledger, String patient, int last)
            throws Exception {
        int[][] ranges = {{1, last}, {30, 70}, {64, 65}, {129, 300}, {192, 193}, {last, last}};
        for (int[] range : ranges) {
            assertThat(told(ledger, patient, range))
                    .as("rows %d to %d", range[0], range[1])
                    .isEqualTo(told(rows, patient, range))
                    .hasSizeGreaterThan(range[1] - range[0]);
        }
    }

    private static List<PatientEvent> told(TestLedger reader, String patient, int[] range)
            throws Exception {
        return events(reader.read("patient|" + patient, range[0], range[1])).stream()
                .filter(event -> event.at() >= START + range[0] * 1000L
                        && event.at() <= START + range[1] * 1000L)
                .toList();
    }

    /** @param signs for each group: # a copy, . the mark that it stays as it is */
    private static void awaitCopies(String patient, String signs) {
        await(() -> assertThat(copies(patient).values().stream()
                        .map(copy -> copy.equals("0x") ? "." : "#")
                        .reduce("", String::concat))
                .isEqualTo(signs));
    }

    private static Map<Long, String> copies(String patient) {
        Map<Long, String> copies = new TreeMap<>();
        for (Row row : session.execute("SELECT first_nr, event FROM " + keyspace
                + ".packed_rows WHERE persistence_id = 'patient|" + patient + "' AND part = 0")) {
            copies.put(row.getLong(0), Bytes.toHexString(row.getByteBuffer(1)));
        }
        return copies;
    }

    private static String delete(String patient, int first) {
        return "DELETE FROM " + keyspace + ".packed_rows WHERE persistence_id = 'patient|" + patient
                + "' AND part = 0 AND first_nr = " + first;
    }

    private static void await(ThrowingRunnable holds) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(holds);
    }
}
