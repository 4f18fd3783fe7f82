package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.journal.cassandra.PackingReport;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.event.EventStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class PackingWatchTest {

    @Test
    void countsWhatHasBeenPackedAndWhatCouldNotBe() {
        Metrics metrics = new Metrics();
        ActorTestKit kit = ActorTestKit.create();
        try {
            PackingWatch.start(kit.system(), metrics);
            EventStream reports = Adapter.toClassic(kit.system()).eventStream();
            reports.publish(new PackingReport.Packed(3));
            reports.publish(new PackingReport.Failed("nobody answers"));
            reports.publish(new PackingReport.Packed(4));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(metrics.scrape())
                            .contains("vigil_journal_packed_total 7.0")
                            .contains("vigil_journal_packing_failed_total 1.0"));
        } finally {
            kit.shutdownTestKit();
        }
    }
}
