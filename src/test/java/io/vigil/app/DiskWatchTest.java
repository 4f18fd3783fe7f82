package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.DiskRoom;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class DiskWatchTest {

    private static final WardId ICU = new WardId("icu-1");
    private static final long MB = 1_000_000;

    private final Health health = Health.starting();
    private final Metrics metrics = new Metrics();
    private long now = 1_764_000_000_000L;
    private long usable = 5000 * MB;
    private boolean isBroken;
    private final DiskWatch watch = new DiskWatch(
            this::usableBytes,
            new DiskRoom.Limits(Duration.ofHours(24), 1000 * MB, 200 * MB, Duration.ofMinutes(30)),
            health,
            metrics,
            () -> Instant.ofEpochMilli(now),
            "box-1");

    @AfterEach
    void end() {
        watch.close();
    }

    @Test
    void whileThereIsRoomNobodyIsTold() {
        watch.look();
        assertThat(watch.in(ICU)).isEmpty();
        assertThat(watch.refusal()).isNull();
        assertThat(disk()).isEqualTo(ComponentHealth.up("5000 MB free"));
        assertThat(metrics.scrape()).contains("vigil_disk_free_bytes 5.0E9");
    }

    @Test
    void aDiskThatRunsLowIsAnEarlyAlarmInEachWardAndTakesFrames() {
        looks(999 * MB);
        Alarm alarm = watch.in(ICU).orElseThrow().alarm();
        assertThat(alarm.condition()).isEqualTo("disk-low");
        assertThat(alarm.kind()).isEqualTo(Kind.TECHNICAL);
        assertThat(alarm.priority()).isEqualTo(Priority.LOW);
        assertThat(watch.refusal()).isNull();
        assertThat(disk().status()).isEqualTo(ComponentHealth.Status.DEGRADED);

        looks(990 * MB);
        assertThat(watch.in(ICU).orElseThrow().alarm().id()).isEqualTo(alarm.id());
    }

    @Test
    void aFullDiskRefusesDevicesAndIsAGraveAlarmUntilThereIsRoom() {
        looks(199 * MB);
        Alarm alarm = watch.in(ICU).orElseThrow().alarm();
        assertThat(alarm.condition()).isEqualTo("disk-full");
        assertThat(alarm.priority()).isEqualTo(Priority.HIGH);
        assertThat(watch.refusal()).startsWith("disk full");
        assertThat(disk().up()).isFalse();

        looks(5000 * MB);
        assertThat(watch.in(ICU)).isEmpty();
        assertThat(watch.refusal()).isNull();
        assertThat(disk().status()).isEqualTo(ComponentHealth.Status.UP);
    }

    @Test
    void aDiskThatDoesNotAnswerChangesNothingButIsSaid() {
        looks(199 * MB);
        isBroken = true;
        watch.look();
        assertThat(watch.refusal()).startsWith("disk full");
        assertThat(disk().status()).isEqualTo(ComponentHealth.Status.DEGRADED);
        assertThat(disk().detail()).contains("no such device");
    }

    @Test
    void aFolderWithABudgetHasWhatItHasNotTaken(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("journal"));
        Files.write(folder.resolve("journal/a"), new byte[600]);
        Files.write(folder.resolve("b"), new byte[300]);
        assertThat(new DataFolder(folder, 1000).usableBytes()).isEqualTo(100);
        assertThat(new DataFolder(folder, 800).usableBytes()).isZero();
        assertThat(new DataFolder(folder, 0).usableBytes())
                .isBetween(1L, Files.getFileStore(folder).getTotalSpace());
    }

    private void looks(long bytes) {
        usable = bytes;
        now += 10_000;
        watch.look();
    }

    private long usableBytes() throws IOException {
        if (isBroken) {
            throw new IOException("no such device");
        }
        return usable;
    }

    private ComponentHealth disk() {
        ComponentHealth disk = health.report().components().get("disk");
        assertThat(disk).isNotNull();
        return disk;
    }
}
