package io.vigil.simulate;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.Outbox;

import java.util.List;

/**
 * A bedside device: a sample a second into its real outbox, and a connection to one site at a time,
 * which it changes when it hears nothing.
 */
final class SimDevice {

    private static final long EPOCH = 1;
    private static final long SAMPLE_MS = 1_000;
    private static final long PATIENCE_MS = 4_000;
    private static final int EPISODE_PER_MILLE = 60;
    private static final int FRAMES_MAX = 1_024;

    final DeviceId id;
    private final int place;
    private final World world;
    private final Network network;
    private final Promises promises;
    private final List<SimSite> sites;
    private final Outbox outbox = new Outbox(EPOCH, FRAMES_MAX);
    private final long clockOffsetMs;
    private int site;
    private long connection;
    private long heardAt;
    private boolean isLow;
    private boolean isOff;

    SimDevice(
            DeviceId id,
            int place,
            World world,
            Network network,
            Promises promises,
            List<SimSite> sites) {
        this.id = id;
        this.place = place;
        this.world = world;
        this.network = network;
        this.promises = promises;
        this.sites = sites;
        this.clockOffsetMs = world.upTo(2_000) - 1_000;
        this.site = world.upTo(sites.size());
    }

    void start() {
        connect();
        world.after(world.upTo((int) SAMPLE_MS), this::sample);
    }

    /** It measures no more; what it has is still to be delivered. */
    void stopMeasuring() {
        isOff = true;
    }

    private void sample() {
        world.after(SAMPLE_MS, this::sample);
        if (!isOff) {
            if (world.chance(EPISODE_PER_MILLE)) {
                isLow = !isLow;
            }
            measure();
        }
        boolean isWaiting = world.now() - heardAt > PATIENCE_MS;
        if (isWaiting && (!isOff || outbox.acked() < outbox.offered())) {
            if (!isOff && world.chance(300)) {
                site = world.upTo(sites.size());
            }
            connect();
        }
        pump();
    }

    private void measure() {
        Values values = Values.of(Vital.SPO2, isLow ? 84 : 97).with(Vital.HR, 70 + world.upTo(10));
        int spot = 0;
        if (world.chance(100)) {
            values = values.with(Vital.SBP, isLow ? 66 + world.upTo(30) : 120);
            spot = Vital.SBP.bit();
        }
        outbox.offer(
                new Frame.Observation(world.now() + clockOffsetMs, values, spot, Charted.NONE));
    }

    private void connect() {
        outbox.disconnected();
        connection++;
        heardAt = world.now();
        long hello = connection;
        world.happened(1, place * 1000L + site, () -> id + " says hello to " + sites.get(site).id);
        SimSite to = sites.get(site);
        network.sendInOrder(place, site, () -> to.hello(this, hello, EPOCH));
    }

    private void pump() {
        SimSite to = sites.get(site);
        long over = connection;
        for (Outbox.Next next = outbox.take(); next != null; next = outbox.take()) {
            Outbox.Next sent = next;
            network.sendInOrder(place, site, () -> to.frame(this, over, EPOCH, sent));
        }
    }

    // what the site answers

    private void hears(SimSite from, long over, Runnable what) {
        network.sendInOrder(from.place, place, () -> {
            if (over == connection) {
                heardAt = world.now();
                what.run();
                pump();
            }
        });
    }

    void ready(SimSite from, long over, long acked, boolean isAssigned) {
        hears(from, over, () -> {
            told(acked);
            outbox.ready(EPOCH, acked, Bounds.CREDIT_FRAMES, isAssigned);
        });
    }

    void ack(SimSite from, long over, long seq) {
        hears(from, over, () -> {
            told(seq);
            outbox.ack(EPOCH, seq, Bounds.CREDIT_FRAMES);
        });
    }

    private void told(long acked) {
        if (acked > outbox.acked()) {
            promises.acked(id, acked);
        }
    }

    void expected(SimSite from, long over, long seq) {
        hears(from, over, () -> outbox.expected(seq));
    }

    void unassigned(SimSite from, long over) {
        hears(from, over, () -> outbox.hold(Outbox.UNASSIGNED));
    }
}
