package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.ward.ServerAlarm;
import io.vigil.core.ward.WardAlarm;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.DropWatch;
import io.vigil.telemetry.Health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Something lost inside is a technical alarm in every ward: whatever it said, some screen may be
 * wrong now, and the people in front of it must know. So is what may not be, and was found: what is
 * shown of a patient that two nodes have had may be wrong too. The wards look here at each heartbeat, so that
 * one which starts meanwhile shows it too; it ends after a while without a loss.
 *
 * <p>The server stays ready: to take it away would lose more than a message.
 */
final class LossAlarm implements DropWatch.Alarm {

    static final String MESSAGES = "messages";
    static final String FRAMES = "frames";
    static final String WRITERS = "writers";

    private static final String LOST = "lost";
    private static final String FOUND = "found";

    private final String condition;
    private final String component;
    private final String verb;
    private final Health health;
    private final InstantSource clock;
    private final String site;
    /** When what is lost now began; null while nothing is. */
    private volatile @Nullable Long since;

    private long total;

    /** Messages that reached nobody. */
    static LossAlarm ofMessages(Health health, InstantSource clock, String site) {
        return new LossAlarm("messages-lost", MESSAGES, LOST, health, clock, site);
    }

    /** Frames that a hop of their way can't account for. */
    static LossAlarm ofFrames(Health health, InstantSource clock, String site) {
        return new LossAlarm("frames-unaccounted", FRAMES, LOST, health, clock, site);
    }

    /** Rows of a journal that two nodes have written. */
    static LossAlarm ofWriters(Health health, InstantSource clock, String site) {
        return new LossAlarm("two-writers", WRITERS, FOUND, health, clock, site);
    }

    private LossAlarm(
            String condition,
            String component,
            String verb,
            Health health,
            InstantSource clock,
            String site) {
        this.condition = condition;
        this.component = component;
        this.verb = verb;
        this.health = health;
        this.clock = clock;
        this.site = site;
        health.set(component, ComponentHealth.up("none " + verb));
    }

    @Override
    public void lost(long count, String last) {
        long now = clock.millis();
        total += count;
        if (since == null) {
            since = now;
        }
        health.set(
                component,
                ComponentHealth.degraded("%s %d, the last at %s: %s"
                        .formatted(verb, total, Instant.ofEpochMilli(now), last)));
    }

    @Override
    public void quiet() {
        since = null;
        health.set(component, ComponentHealth.up("none %s now, %d before".formatted(verb, total)));
    }

    /** As the ward shows it, until it is quiet. Safe for use by several threads. */
    Optional<WardAlarm> in(WardId ward) {
        return Optional.ofNullable(since)
                .map(began -> ServerAlarm.of(ward, condition, began, site));
    }
}
