package io.vigil.replication.link;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.SitesPort;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.Done;
import org.slf4j.Logger;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * This site's links to the others: who is to have what, who is there, and what comes of a letter.
 * Whatever carries the letters may lose all it has: what is sent counts as sent when the other site
 * says that it has recorded it, and what is missing goes out again. Safe for use by several threads.
 */
public final class SiteLinks implements SitesPort {

    /** What carries letters from site to site. */
    public interface Carrier {

        /**
         * Letters to a topic, in this order as long as they have one key.
         *
         * @return false if it takes no more now; then none of them has gone
         */
        boolean carry(String topic, String key, List<Letter> letters);

        /** What is wrong with it; null if nothing is. */
        @Nullable
        String trouble();
    }

    /**
     * What time is to the links.
     *
     * @param wall the site's clock
     * @param nanos time that is never set
     * @param later runs a task after a pause: the store needs one
     */
    public record Clocks(InstantSource wall, LongSupplier nanos, Executor later) {}

    private final LinkEnd end;
    private final Carrier carrier;
    private final InstantSource wall;
    private final Map<SiteId, Peer> peers = new TreeMap<>();
    private final Map<WardId, List<SiteId>> ofWards = new HashMap<>();
    private final LinkWatch watch;
    private final LinkReader reader;
    private final Pace pace;

    public SiteLinks(
            LinkEnd end,
            Carrier carrier,
            LinkTarget target,
            Metrics metrics,
            Clocks clocks,
            Logger log) {
        this.end = end;
        this.carrier = carrier;
        this.wall = clocks.wall();
        for (Peer peer : end.peers()) {
            peers.put(peer.site(), peer);
            for (WardId ward : peer.wards()) {
                ofWards.computeIfAbsent(ward, first -> new ArrayList<>()).add(peer.site());
            }
        }
        this.watch = new LinkWatch(end.self(), end.isCentre(), end.peers(), wall, log);
        this.reader = new LinkReader(target, watch, metrics, this::answer, clocks.later(), log);
        this.pace = new Pace(end.eventsPerSecond(), clocks.nanos());
    }

    /** Says that this site is there. An edge is heard by every node of the centre. */
    public void beat() {
        List<Letter> beat = List.of(new Letter(end.self(), new Beat(wall.millis())));
        String key = end.self().value();
        if (end.isCentre()) {
            peers.values().forEach(peer -> carrier.carry(peer.topic(), key, beat));
        } else {
            carrier.carry(LinkTopics.BEATS, key, beat);
        }
    }

    /** A letter to this site, that has been read. */
    public CompletionStage<Done> read(Letter letter) {
        return reader.read(letter);
    }

    /**
     * A letter to this site. It is done with when what it brings is durable here, or asked for.
     *
     * @param where it was found, for the log
     * @return never fails
     */
    public CompletionStage<Done> read(byte[] letter, String where) {
        return reader.read(letter, where);
    }

    /**
     * An edge's patients go to the centre; the centre's to the edges whose ward they are in, and to
     * those that know of them.
     */
    @Override
    public List<SiteId> others(PatientState patient, Collection<SiteId> known) {
        if (!end.isCentre()) {
            return List.copyOf(peers.keySet());
        }
        List<SiteId> others = new ArrayList<>(home(patient));
        for (SiteId site : known) {
            if (peers.containsKey(site) && !others.contains(site)) {
                others.add(site);
            }
        }
        return others;
    }

    /** The boxes that the patient's ward has; none is at an edge. */
    private List<SiteId> home(PatientState patient) {
        return patient.admission() == null
                ? List.of()
                : ofWards.getOrDefault(patient.admission().ward(), List.of());
    }

    @Override
    public boolean isAtHomeElsewhere(PatientState patient) {
        return !home(patient).isEmpty();
    }

    @Override
    public boolean isUp(SiteId other) {
        return watch.isHeard(other) && carrier.trouble() == null;
    }

    @Override
    public boolean send(SiteId to, List<Envelope> envelopes) {
        int events = envelopes.stream().mapToInt(each -> each.events().size()).sum();
        return isUp(to) && pace.take(events) && post(to, envelopes, false);
    }

    @Override
    public boolean overtake(SiteId to, List<Envelope> envelopes) {
        return isUp(to) && post(to, envelopes, true);
    }

    private boolean post(SiteId to, List<Envelope> envelopes, boolean isAhead) {
        Peer peer = peers.get(to);
        if (peer == null) {
            return false;
        }
        Set<SiteId> askedOf = new HashSet<>();
        List<Letter> letters = new ArrayList<>(envelopes.size());
        for (Envelope envelope : envelopes.reversed()) {
            boolean isAsking = !isAhead && askedOf.add(envelope.site());
            letters.add(new Letter(end.self(), new Deliver(envelope, isAhead, isAsking)));
        }
        return carrier.carry(
                peer.topic(), envelopes.getFirst().patient().value(), letters.reversed());
    }

    /** If it gets lost, the other asks again. */
    private void answer(SiteId to, String patient, LinkMessage message) {
        Peer peer = peers.get(to);
        if (peer != null) {
            carrier.carry(peer.topic(), patient, List.of(new Letter(end.self(), message)));
        }
    }

    /** What the ward's people must know of the links now. */
    public List<WardAlarm> in(WardId ward) {
        return watch.in(ward);
    }

    /** Never down: a site alone does all its work. */
    public ComponentHealth health() {
        @Nullable String trouble = carrier.trouble();
        List<String> silent = watch.silent();
        if (trouble != null) {
            return ComponentHealth.degraded(
                    trouble + "; this site goes on by itself, and the others hear of it later");
        }
        return silent.isEmpty()
                ? ComponentHealth.up("all sites are heard of")
                : ComponentHealth.degraded("nothing heard of " + String.join(", ", silent)
                        + "; this site goes on by itself");
    }
}
