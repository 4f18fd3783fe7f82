package io.vigil.web;

import io.vigil.core.DeviceId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.LinkedDevice;

import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A bedside monitor that sends what it is set to, once a second, until it is closed. */
final class Monitor implements AutoCloseable {

    private static final long PERIOD_MS = 1_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DeviceLink link;
    private final LinkedDevice device;
    private volatile Values values;

    Monitor(URI server, String token, DeviceId id, Values values) {
        this.values = values;
        this.link = DeviceLink.connect(server, token, Format.JSON, LinkListener.SILENT);
        this.device = link.device(id, 1);
        timer.scheduleAtFixedRate(this::send, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** Measured from now on; the next frame goes out at once. */
    void show(Vital vital, double value) {
        values = values.with(vital, value);
        send();
    }

    /** Measured once, as a cuff does: judged without delay. */
    void measure(Vital vital, double value) {
        device.observe(now(), Values.of(vital, value), vital.bit(), Charted.NONE);
    }

    private synchronized void send() {
        device.observe(now(), values);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        link.close();
    }
}
