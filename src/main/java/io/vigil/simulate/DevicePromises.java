package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.replica.SiteId;
import io.vigil.ingest.DeviceMessage;
import io.vigil.ingest.ServerMessage;

import java.util.HashMap;
import java.util.Map;

/** What PROTOCOL promises a device, held against what the device hears, by its own books. */
final class DevicePromises {

    private final DeviceId device;
    private final Promises all;
    private final Map<SiteId, Long> ackedBy = new HashMap<>();
    private long sent;
    private long acked;
    private long lastAck;

    DevicePromises(DeviceId device, Promises all) {
        this.device = device;
        this.all = all;
    }

    void connects() {
        lastAck = 0;
    }

    void sends(DeviceMessage.Frame frame) {
        sent = Math.max(sent, frame.seq());
    }

    void hears(SiteId site, ServerMessage message) {
        switch (message) {
            case ServerMessage.Ready m -> {
                if (m.patient() != null) {
                    ready(site, m.acked());
                }
                told(m.acked());
            }
            case ServerMessage.Ack m -> ack(site, m.seq());
            case ServerMessage m -> {}
        }
    }

    /** Sites that are apart know each of what it has taken itself; a gap is declared then. */
    private void ready(SiteId site, long seq) {
        long before = ackedBy.getOrDefault(site, 0L);
        Promises.check(
                seq >= before,
                "ready names all that was acked: %s says %d to %s after %d",
                site,
                seq,
                device,
                before);
        acks(site, seq);
    }

    private void ack(SiteId site, long seq) {
        Promises.check(
                seq >= lastAck,
                "acks never go back: %s says %d to %s after %d",
                site,
                seq,
                device,
                lastAck);
        lastAck = seq;
        acks(site, seq);
        told(seq);
    }

    private void acks(SiteId site, long seq) {
        ackedBy.merge(site, seq, Math::max);
    }

    private void told(long seq) {
        Promises.check(
                seq <= sent, "what is acked was sent: %d of %s, which sent %d", seq, device, sent);
        if (seq > acked) {
            acked = seq;
            all.acked(device, seq);
        }
    }
}
