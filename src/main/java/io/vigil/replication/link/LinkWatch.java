package io.vigil.replication.link;

import io.vigil.core.Bounds;
import io.vigil.core.WardId;
import io.vigil.core.replica.SiteId;
import io.vigil.core.ward.ServerAlarm;
import io.vigil.core.ward.WardAlarm;

import org.slf4j.Logger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When each of the other sites was last heard of, and how its clock stands. A site that is silent is
 * a technical alarm in the wards that it concerns, for as long as it is: what is decided on the other
 * side is not on this side's screens. Safe for use by several threads.
 */
final class LinkWatch {

    /** What an edge's page knows it by, and what the centre's. */
    static final String CENTRE_LINK_DOWN = "centre-link-down";

    static final String WARD_LINK_DOWN = "ward-link-down";

    static final String CLOCK_DRIFT = "site-clock-drift";

    /** Beats come every second; a broker that fails over takes some. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private static final class Heard {
        private final Peer peer;
        private long atMs;
        private boolean isDown;
        private long aheadMs;
        private long driftSince;

        private Heard(Peer peer, long atMs) {
            this.peer = peer;
            this.atMs = atMs;
        }
    }

    private final SiteId self;
    private final String linkDown;
    private final InstantSource clock;
    private final Logger log;
    private final Map<SiteId, Heard> peers = new TreeMap<>();

    LinkWatch(SiteId self, boolean isCentre, List<Peer> peers, InstantSource clock, Logger log) {
        this.self = self;
        this.linkDown = isCentre ? WARD_LINK_DOWN : CENTRE_LINK_DOWN;
        this.clock = clock;
        this.log = log;
        long now = clock.millis();
        peers.forEach(peer -> this.peers.put(peer.site(), new Heard(peer, now)));
    }

    /** A beat; those of sites that aren't known here are nobody's. */
    synchronized void beat(SiteId from, long wallMs) {
        Heard heard = peers.get(from);
        if (heard == null) {
            return;
        }
        long now = clock.millis();
        if (heard.isDown) {
            log.info("site {} is heard of again, after {} s", from, (now - heard.atMs) / 1000);
        }
        heard.isDown = false;
        heard.atMs = now;
        // A beat takes time: only a clock that is ahead can be told from one that came late.
        heard.aheadMs = Math.max(0, wallMs - now);
        if (heard.aheadMs <= Bounds.SITE_DRIFT_MS_MAX) {
            heard.driftSince = 0;
        } else if (heard.driftSince == 0) {
            heard.driftSince = now;
            log.warn(
                    "the clock of site {} is {} s ahead of this one: set both by one time server",
                    from,
                    heard.aheadMs / 1000);
        }
    }

    synchronized boolean isHeard(SiteId site) {
        Heard heard = peers.get(site);
        return heard != null && !isSilent(heard);
    }

    private boolean isSilent(Heard heard) {
        boolean isSilent = clock.millis() - heard.atMs > SILENCE_MAX.toMillis();
        if (isSilent && !heard.isDown) {
            heard.isDown = true;
            log.warn(
                    "nothing has been heard of site {} for {} s: this site goes on by itself",
                    heard.peer.site(),
                    SILENCE_MAX.toSeconds());
        }
        return isSilent;
    }

    /** As the ward shows them now. */
    synchronized List<WardAlarm> in(WardId ward) {
        List<WardAlarm> alarms = new ArrayList<>();
        for (Heard heard : peers.values()) {
            if (!heard.peer.concerns(ward)) {
                continue;
            }
            if (isSilent(heard)) {
                alarms.add(ServerAlarm.of(ward, linkDown, heard.atMs, self.value()));
            }
            if (heard.driftSince > 0) {
                alarms.add(ServerAlarm.of(ward, CLOCK_DRIFT, heard.driftSince, self.value()));
            }
        }
        return alarms;
    }

    /** The sites that are silent now, and since when, in words. */
    synchronized List<String> silent() {
        List<String> silent = new ArrayList<>();
        for (Heard heard : peers.values()) {
            if (isSilent(heard)) {
                silent.add("%s for %d s"
                        .formatted(heard.peer.site(), (clock.millis() - heard.atMs) / 1000));
            }
        }
        return silent;
    }
}
