package io.vigil.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {

    private final Metrics metrics = new Metrics();
    private final Health health = Health.starting();

    @Test
    void isNotReadyBeforeEveryPartHasSaidSo() {
        assertThat(health.report().ready()).isFalse();

        health.set(Health.HTTP, ComponentHealth.up("listens"));
        health.set(Health.SHARDING, ComponentHealth.up("started"));
        assertThat(health.report().ready()).isFalse();
        health.ask(Health.JOURNAL, Health.journal(metrics));

        assertThat(health.report().ready()).isTrue();
    }

    @Test
    void theJournalIsDownWhileAnyWriterFails() {
        health.ask(Health.JOURNAL, Health.journal(metrics));

        metrics.journalFailing(true);
        assertThat(health.report().components().get(Health.JOURNAL).up()).isFalse();
        metrics.journalFailing(false);
        assertThat(health.report().components().get(Health.JOURNAL).up()).isTrue();
    }
}
