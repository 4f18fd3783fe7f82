package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ingest.DeviceMessage;
import io.vigil.ingest.ServerMessage;
import io.vigil.ops.replay.Frame;
import io.vigil.ops.replay.Outbox;

import java.util.List;

/**
 * A bedside device, as PROTOCOL has it: a sample a second into its real outbox, and a
 * connection to one site at a time, which it changes when it hears nothing.
 */
final class SimDevice {

    private static final long EPOCH = 1;
    private static final long SAMPLE_MS = 1_000;
    private static final long QUIET_MS = 2_000;
    private static final long PATIENCE_MS = 4_000;
    private static final int EPISODE_PER_MILLE = 60;
    private static final int FRAMES_MAX = 1_024;
    private static final String GAP_EXPECTED = "gap: expected ";

    /** A connection; the site has its end of it once the hello has come. */
    private static final class Link {
        private final Wire wire;
        private @Nullable SimSession session;

        private Link(Wire wire) {
            this.wire = wire;
        }

        private void send(DeviceMessage message) {
            wire.toSite(() -> {
                if (session != null) {
                    session.hears(message);
                }
            });
        }
    }

    final DeviceId id;
    private final int place;
    private final World world;
    private final Network network;
    private final DevicePromises promises;
    private final List<SimSite> sites;
    private final Outbox outbox = new Outbox(EPOCH, FRAMES_MAX);
    private final long clockOffsetMs;
    private int site;
    private Link link;
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
        this.promises = new DevicePromises(id, promises);
        this.sites = sites;
        this.clockOffsetMs = world.upTo(2_000) - 1_000;
        this.site = world.upTo(sites.size());
        this.link = new Link(new Wire(network, place, sites.get(site).place));
    }

    void start() {
        connect();
        world.after(world.upTo((int) SAMPLE_MS), this::sample);
    }

    /** It measures no more; what it has is still to be delivered. */
    void stopMeasuring() {
        isOff = true;
    }

    /** All that it has measured is acked. */
    boolean isThrough() {
        return outbox.acked() == outbox.offered();
    }

    /** Where it is, or tries to be. */
    SimSite at() {
        return sites.get(site);
    }

    private long now() {
        return world.now() + clockOffsetMs;
    }

    private void sample() {
        world.after(SAMPLE_MS, this::sample);
        if (!isOff) {
            if (world.chance(EPISODE_PER_MILLE)) {
                isLow = !isLow;
            }
            measure();
        }
        long quietMs = world.now() - heardAt;
        if (quietMs > PATIENCE_MS) {
            if (!isOff && world.chance(300)) {
                site = world.upTo(sites.size());
            }
            connect();
        } else if (quietMs > QUIET_MS) {
            ping();
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
        outbox.offer(new Frame.Observation(now(), values, spot, Charted.NONE));
    }

    private void connect() {
        outbox.disconnected();
        promises.connects();
        heardAt = world.now();
        SimSite to = sites.get(site);
        Link opened = new Link(new Wire(network, place, to.place));
        link = opened;
        world.happened(1, place * 1000L + to.place, () -> id + " says hello to " + to.id);
        opened.wire.toSite(() -> opened.session = to.connected(this, opened.wire));
        opened.send(new DeviceMessage.Hello(id, EPOCH, outbox.first(), now()));
    }

    private void ping() {
        Link over = link;
        over.wire.toSite(() -> {
            if (over.session != null) {
                over.session.ping();
            }
        });
    }

    private void pump() {
        for (Outbox.Next next = outbox.take(); next != null; next = outbox.take()) {
            DeviceMessage.Frame frame = message(next);
            promises.sends(frame);
            link.send(frame);
        }
    }

    private DeviceMessage.Frame message(Outbox.Next next) {
        return switch (next) {
            case Outbox.Next.DeclareGap gap -> new DeviceMessage.Gap(id, gap.seq(), gap.through());
            case Outbox.Next.Send send ->
                switch (send.frame()) {
                    case Frame.Observation o ->
                        new DeviceMessage.Observe(
                                id,
                                send.seq(),
                                o.at(),
                                o.values(),
                                o.spot(),
                                o.charted(),
                                List.of());
                    case Frame.Technical t ->
                        new DeviceMessage.Technical(
                                id, send.seq(), t.at(), t.condition(), t.active());
                };
        };
    }

    // what the site says

    void pong(Wire over) {
        if (over == link.wire) {
            heardAt = world.now();
        }
    }

    void hears(Wire over, SimSite from, ServerMessage message) {
        if (over != link.wire) {
            return;
        }
        heardAt = world.now();
        world.happened(
                13, place * 64L + from.place, () -> id + " hears of " + from.id + ": " + message);
        promises.hears(from.id, message);
        switch (message) {
            case ServerMessage.Ready m ->
                outbox.ready(m.epoch(), m.acked(), m.credit(), m.patient() != null);
            case ServerMessage.Ack m -> outbox.ack(m.epoch(), m.seq(), m.credit());
            case ServerMessage.Hold m -> outbox.hold(m.reason());
            case ServerMessage.Go m -> outbox.go();
            case ServerMessage.Assigned m -> outbox.assigned(m.patient() != null);
            case ServerMessage.RefusedFrame m -> {}
            case ServerMessage.ErrorMessage m -> failed(m.reason());
        }
        pump();
    }

    private void failed(String reason) {
        if (reason.startsWith(GAP_EXPECTED)) {
            outbox.expected(Long.parseLong(reason.substring(GAP_EXPECTED.length())));
        } else if (reason.equals("over credit")) {
            outbox.overCredit();
        } else {
            throw new BrokenPromise("a device that keeps the rules is told: " + reason);
        }
    }
}
