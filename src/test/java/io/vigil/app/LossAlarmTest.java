package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.WardId;
import io.vigil.core.alarm.AlarmState;
import io.vigil.core.ward.WardAlarm;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Health;
import io.vigil.ward.WardEntity;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

class LossAlarmTest {

    private static final WardId ICU = new WardId("icu-1");
    private static final WardId STEP = new WardId("step-1");

    private final List<WardAlarm> told = new ArrayList<>();
    private final Health health = Health.starting();
    private long now = 1_764_000_000_000L;
    private boolean answering = true;
    private final LossAlarm alarm = new LossAlarm(
            () -> answering
                    ? CompletableFuture.completedFuture(List.of(ICU, STEP))
                    : CompletableFuture.failedFuture(new TimeoutException()),
            (ward, command) -> told.add(((WardEntity.ServerAlarm) command).alarm()),
            health,
            () -> Instant.ofEpochMilli(now),
            "central");

    @Test
    void everyWardIsToldOfALoss() {
        alarm.lost(3, "a frame");

        assertThat(told).extracting(WardAlarm::ward).containsExactly(ICU, STEP);
        assertThat(told.getFirst().alarm().condition()).isEqualTo("messages-lost");
        assertThat(told.getFirst().alarm().state()).isEqualTo(AlarmState.ACTIVE);
    }

    @Test
    void moreLossesAreTheSameAlarmUntilItIsQuiet() {
        alarm.lost(1, "a frame");
        now += 5_000;
        alarm.lost(9, "a frame");
        now += 60_000;
        alarm.quiet();
        alarm.quiet();

        assertThat(told).hasSize(6);
        assertThat(told)
                .extracting(each -> each.alarm().id())
                .containsOnly(told.getFirst().alarm().id());
        assertThat(told.getLast().alarm().state()).isEqualTo(AlarmState.ENDED);

        now += 1_000;
        alarm.lost(1, "a frame");
        assertThat(told.getLast().alarm().id())
                .isNotEqualTo(told.getFirst().alarm().id());
    }

    @Test
    void theEndIsToldAgainUntilTheWardsAreReached() {
        alarm.lost(1, "a frame");
        answering = false;
        alarm.quiet();
        assertThat(told).hasSize(2);

        answering = true;
        alarm.quiet();
        assertThat(told.getLast().alarm().state()).isEqualTo(AlarmState.ENDED);
    }

    @Test
    void healthTellsOfItButTheServerStaysReady() {
        alarm.lost(3, "Frame");

        ComponentHealth messages = health.report().components().get("messages");
        assertThat(messages.up()).isTrue();
        assertThat(messages.detail()).isEqualTo("lost 3, the last a Frame");
    }
}
