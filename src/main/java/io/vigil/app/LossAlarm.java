package io.vigil.app;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.DropWatch;
import io.vigil.telemetry.Health;
import io.vigil.ward.WardEntity;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Makes a technical alarm in every ward of a message that was lost inside: whatever it said, some
 * screen may now be wrong, and the people in front of it must know. It ends after a minute without a
 * loss, as patients have told their wards everything again by then.
 *
 * <p>The server stays ready: sending its patients' devices elsewhere would help nobody.
 */
final class LossAlarm implements DropWatch.Alarm {

    /** Stands where a patient's alarm has its patient and bed. */
    static final PatientId SERVER = new PatientId("vigil");

    static final String CONDITION = "messages-lost";

    private static final BedId NO_BED = new BedId("server");
    private static final String COMPONENT = "messages";

    private final Supplier<CompletionStage<List<WardId>>> wards;
    private final BiConsumer<WardId, WardEntity.Command> tell;
    private final Health health;
    private final InstantSource clock;
    private final String site;
    private @Nullable Alarm open;
    private long total;

    LossAlarm(
            Supplier<CompletionStage<List<WardId>>> wards,
            BiConsumer<WardId, WardEntity.Command> tell,
            Health health,
            InstantSource clock,
            String site) {
        this.wards = wards;
        this.tell = tell;
        this.health = health;
        this.clock = clock;
        this.site = site;
        health.set(COMPONENT, ComponentHealth.up("none lost"));
    }

    @Override
    public synchronized void lost(long count, String last) {
        total += count;
        health.set(COMPONENT, ComponentHealth.up("lost " + total + ", the last a " + last));
        Alarm alarm = open == null ? raised(clock.millis()) : open;
        open = alarm;
        announce(alarm);
    }

    /** Asked again until every ward has been told: until then the alarm stands. */
    @Override
    public synchronized void quiet() {
        Alarm alarm = open;
        if (alarm != null) {
            announce(alarm.withEnded(clock.millis())).thenRun(() -> ended(alarm));
        }
    }

    private synchronized void ended(Alarm alarm) {
        if (alarm.equals(open)) {
            open = null;
        }
    }

    private CompletionStage<Void> announce(Alarm alarm) {
        return wards.get()
                .thenAccept(all -> all.forEach(ward -> tell.accept(
                        ward,
                        new WardEntity.ServerAlarm(
                                new WardAlarm(SERVER, ward, NO_BED, alarm, false, site)))));
    }

    private static Alarm raised(long at) {
        return new Alarm(
                AlarmId.of(SERVER, CONDITION, at),
                CONDITION,
                null,
                null,
                Kind.TECHNICAL,
                Priority.MEDIUM,
                at,
                at,
                null,
                null,
                null,
                null,
                false);
    }
}
