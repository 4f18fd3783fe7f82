package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.WardId;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Health;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class LossAlarmTest {

    private static final WardId ICU = new WardId("icu-1");

    private final Health health = Health.starting();
    private long now = 1_764_000_000_000L;
    private final LossAlarm alarm =
            LossAlarm.ofMessages(health, () -> Instant.ofEpochMilli(now), "central");

    @Test
    void aLossIsATechnicalAlarmInAnyWardUntilItIsQuiet() {
        assertThat(alarm.in(ICU)).isEmpty();

        alarm.lost(3, "a frame");
        WardAlarm shown = alarm.in(ICU).orElseThrow();
        assertThat(shown.ward()).isEqualTo(ICU);
        assertThat(shown.alarm().condition()).isEqualTo("messages-lost");
        assertThat(shown.alarm().kind()).isEqualTo(Kind.TECHNICAL);
        assertThat(shown.alarm().priority()).isEqualTo(Priority.MEDIUM);
        assertThat(shown.alarm().state()).isEqualTo(AlarmState.ACTIVE);

        alarm.quiet();
        assertThat(alarm.in(ICU)).isEmpty();
    }

    @Test
    void moreLossesAreTheSameAlarmUntilItIsQuiet() {
        alarm.lost(1, "a frame");
        WardAlarm first = alarm.in(ICU).orElseThrow();
        now += 5_000;
        alarm.lost(9, "a frame");
        assertThat(alarm.in(ICU)).contains(first);

        alarm.quiet();
        alarm.lost(1, "a frame");
        assertThat(alarm.in(ICU).orElseThrow().alarm().id())
                .isNotEqualTo(first.alarm().id());
    }

    @Test
    void theServerStaysReadyAndSaysWhatItLost() {
        assertThat(messages()).isEqualTo(ComponentHealth.up("none lost"));

        alarm.lost(3, "a frame");
        alarm.lost(2, "a report");
        assertThat(messages().up()).as("to take it away would lose more").isTrue();
        assertThat(messages().detail()).startsWith("lost 5").endsWith("a report");

        alarm.quiet();
        assertThat(messages()).isEqualTo(ComponentHealth.up("none lost now, 5 before"));
    }

    private ComponentHealth messages() {
        ComponentHealth messages = health.report().components().get("messages");
        assertThat(messages).isNotNull();
        return messages;
    }
}
