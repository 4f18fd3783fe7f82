package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;

import io.vigil.core.WardId;
import io.vigil.core.alarm.Kind;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Spo2ScaleChanged;
import io.vigil.core.ward.WardAlarm;
import io.vigil.journal.Batch;
import io.vigil.journal.TestLedger;
import io.vigil.journal.cassandra.CassandraKeyspace;
import io.vigil.journal.cassandra.TwoWriters;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

class WriterWatchTest {

    private static final WardId ICU = new WardId("icu-1");

    private final Metrics metrics = new Metrics();
    private final Health health = Health.starting();
    private final LossAlarm alarm = LossAlarm.ofWriters(health, InstantSource.system(), "central");

    @Test
    void rowsThatTwoNodesHaveWrittenAreCountedAndAnAlarmOfTheServer() throws Exception {
        Config config = CassandraKeyspace.make();
        try (TestLedger one = TestLedger.open(config, "p-1");
                TestLedger other = TestLedger.open(config, "p-1")) {
            one.recovered();
            other.recovered();
            for (int row = 1; row <= 3; row++) {
                one.write(batch(row));
            }
            // The newest row too, which the plugin alone would overlook.
            other.write(batch(1));
            other.write(batch(2));
            other.write(batch(3));
        }

        try (TestLedger later = TestLedger.openAfter(config, "p-1", this::watch)) {
            later.recovered();
            awaitRows(3);
            later.write(batch(4));
        }
        WardAlarm shown = alarm.in(ICU).orElseThrow();
        assertThat(shown.alarm().condition()).isEqualTo("two-writers");
        assertThat(shown.alarm().kind()).isEqualTo(Kind.TECHNICAL);
        assertThat(metrics.scrape()).contains("vigil_journal_two_writers_total 3.0");
        ComponentHealth writers = health.report().components().get("writers");
        assertThat(writers).isNotNull();
        assertThat(writers.up())
                .as("nothing is better by taking this node away")
                .isTrue();
        assertThat(writers.detail())
                .startsWith("found 3,")
                .endsWith("row 3 of patient|p-1; see two-writers in docs/OPERATING.md");
    }

    @Test
    void rowsOfOneWriterAreNoneOfTwoAlsoWhenTheyAreReadAgain() throws Exception {
        Config config = CassandraKeyspace.make();
        for (int row = 1; row <= 3; row++) {
            try (TestLedger ledger = TestLedger.openAfter(config, "p-1", this::watch)) {
                ledger.recovered();
                ledger.write(batch(row));
            }
        }
        assertThat(metrics.rowsOfTwoWriters()).isZero();
        assertThat(alarm.in(ICU)).isEmpty();
    }

    @Test
    void aRowThatIsReadAgainIsCountedOnceAndTheAlarmEndsByItself() {
        ActorTestKit kit = ActorTestKit.create(ManualTime.config());
        try {
            ActorRef<Object> watch = kit.spawn(WriterWatch.create(metrics, alarm));
            watch.tell(new TwoWriters("patient|p-1", 7));
            watch.tell(new TwoWriters("patient|p-1", 7));
            watch.tell(new TwoWriters("patient|p-2", 7));
            watch.tell(new TwoWriters("patient|p-1", 8));
            awaitRows(3);

            ManualTime.get(kit.system()).timePasses(WriterWatch.QUIET);
            Awaitility.await().until(() -> alarm.in(ICU).isEmpty());
            watch.tell(new TwoWriters("patient|p-1", 8));
            watch.tell(new TwoWriters("patient|p-1", 9));
            awaitRows(4);
            assertThat(alarm.in(ICU)).isPresent();
        } finally {
            kit.shutdownTestKit();
        }
    }

    private void watch(ActorSystem<?> system) {
        WriterWatch.start(system, metrics, alarm);
    }

    private void awaitRows(int rows) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(metrics.rowsOfTwoWriters()).isEqualTo(rows));
    }

    private static Batch batch(int number) {
        PatientEvent event = new Spo2ScaleChanged(number, "lead", 1 + number % 2);
        return new Batch(number, List.of(event));
    }
}
