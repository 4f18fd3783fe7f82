package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.ServerAlarm;
import io.vigil.core.ward.WardAlarm;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.DiskRoom;
import io.vigil.telemetry.DiskRoom.Level;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the room that the journal has. When it runs low every ward is told, long before; when
 * only the reserve is left, devices are refused, so that there is room for what people do and for
 * alarms. Nothing is ever deleted.
 *
 * <p>It looks on a thread of its own: a disk that is about to fail may not answer.
 */
final class DiskWatch implements AutoCloseable {

    static final String COMPONENT = "disk";
    static final String LOW = "disk-low";
    static final String FULL = "disk-full";

    /** What devices are told. */
    static final String REFUSAL = "disk full: nothing is recorded; keep your data until ready";

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final double MB = 1_000_000;

    /** The room that there is. */
    @FunctionalInterface
    interface Disk {
        long usableBytes() throws IOException;
    }

    /** Since when it is like this; the id of the ward's alarm is made of it. */
    private record State(Level level, long since) {}

    private final Disk disk;
    private final DiskRoom room;
    private final Health health;
    private final Metrics metrics;
    private final InstantSource clock;
    private final String site;
    private final ScheduledExecutorService thread;
    private volatile State state = new State(Level.ENOUGH, 0);

    DiskWatch(
            Disk disk,
            DiskRoom.Limits limits,
            Health health,
            Metrics metrics,
            InstantSource clock,
            String site) {
        this.disk = disk;
        this.room = new DiskRoom(limits);
        this.health = health;
        this.metrics = metrics;
        this.clock = clock;
        this.site = site;
        metrics.showDisk();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("disk-watch").factory());
    }

    /** Of a server with its journal in its data folder; looks once before anybody is let in. */
    static DiskWatch start(Settings settings, Health health, Metrics metrics, InstantSource clock) {
        DiskSettings disk = settings.disk();
        DiskWatch watch = new DiskWatch(
                new DataFolder(settings.data(), disk.budget()),
                disk.limits(),
                health,
                metrics,
                clock,
                settings.site());
        watch.look();
        long periodMs = disk.lookEvery().toMillis();
        var _ = watch.thread.scheduleWithFixedDelay(
                watch::look, periodMs, periodMs, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Why no frame is taken now; null while they are. Safe for use by several threads. */
    @Nullable
    String refusal() {
        return state.level() == Level.FULL ? REFUSAL : null;
    }

    /** As the ward shows it, while there is too little. Safe for use by several threads. */
    Optional<WardAlarm> in(WardId ward) {
        State now = state;
        return switch (now.level()) {
            case ENOUGH -> Optional.empty();
            case LOW -> Optional.of(ServerAlarm.of(ward, LOW, Priority.LOW, now.since(), site));
            case FULL -> Optional.of(ServerAlarm.of(ward, FULL, Priority.HIGH, now.since(), site));
        };
    }

    /** The looking itself; what it finds is said in the log once. */
    void look() {
        try {
            long at = clock.millis();
            DiskRoom.Now now = room.saw(at, disk.usableBytes());
            metrics.diskRoom(now.bytes(), now.bytesPerDay());
            if (now.level() != state.level()) {
                state = new State(now.level(), at);
                tell(now);
            }
            health.set(COMPONENT, component(now));
        } catch (IOException | RuntimeException e) {
            // The journal meets the same trouble when it writes; what was known stays.
            health.set(COMPONENT, ComponentHealth.degraded("can't be looked at: " + e));
        }
    }

    private static void tell(DiskRoom.Now now) {
        switch (now.level()) {
            case ENOUGH -> LOG.info("the disk has room again: {}", described(now));
            case LOW ->
                LOG.warn("the disk fills up: {}; make room before it is full", described(now));
            case FULL ->
                LOG.error(
                        "the disk is full but for the reserve: {}; devices are refused until there"
                                + " is room, and nobody watches what they measure",
                        described(now));
        }
    }

    private static ComponentHealth component(DiskRoom.Now now) {
        String what = described(now);
        return switch (now.level()) {
            case ENOUGH -> ComponentHealth.up(what);
            case LOW -> ComponentHealth.degraded(what + "; make room before devices are refused");
            case FULL -> ComponentHealth.down(what + "; devices are refused: make room now");
        };
    }

    private static String described(DiskRoom.Now now) {
        String free = "%.0f MB free".formatted(now.bytes() / MB);
        if (now.bytesPerDay() <= 0) {
            return free;
        }
        return String.format(
                Locale.ROOT,
                "%s, %.0f MB used a day: %.1f days",
                free,
                now.bytesPerDay() / MB,
                (double) now.bytes() / now.bytesPerDay());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
