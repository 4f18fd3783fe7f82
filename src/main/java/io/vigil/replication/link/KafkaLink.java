package io.vigil.replication.link;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.SitesPort;
import io.vigil.replication.kafka.KafkaSender;
import io.vigil.replication.kafka.Topics;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Letter;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * This site's links to the others over Kafka, both ways. What is sent counts as sent when the other
 * site says that it has recorded it, so Kafka may lose all it has: what is missing goes out again.
 */
public final class KafkaLink implements SitesPort, AutoCloseable {

    private static final Duration BEAT_EVERY = Duration.ofSeconds(1);

    private final Site site;
    private final Map<SiteId, Peer> peers = new TreeMap<>();
    private final Supplier<List<ProducerRecord<String, byte[]>>> beats;
    private final LinkWatch watch;
    private final Pace pace;
    private final KafkaSender sender;
    private final KafkaInbox inbox;
    private final Cancellable beating;

    /**
     * This end of the links.
     *
     * @param isCentre the one that all others speak with; edges speak with nobody else
     * @param eventsPerSecond how fast what has piled up goes out
     */
    public record Site(
            SiteId self,
            boolean isCentre,
            List<Peer> peers,
            int partitions,
            int replication,
            int eventsPerSecond) {}

    private KafkaLink(
            ActorSystem<?> system,
            Site site,
            Map<String, Object> client,
            LinkTarget target,
            Metrics metrics,
            InstantSource clock) {
        this.site = site;
        site.peers().forEach(peer -> peers.put(peer.site(), peer));
        this.watch = new LinkWatch(site.self(), site.isCentre(), site.peers(), clock);
        this.pace = new Pace(site.eventsPerSecond(), System::nanoTime);
        this.beats = () -> beats(clock.millis());
        this.sender = KafkaSender.start(
                system, client, new Topics(topics(site), site.replication()), "letters to sites");
        this.inbox = new KafkaInbox(
                system, site, client, new LinkReader(target, watch, metrics, this::answer));
        this.beating = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        BEAT_EVERY,
                        () -> sender.offer(beats, KafkaSender.Answer.IGNORED),
                        system.executionContext());
        watchMetrics(metrics);
    }

    /** Starts without waiting for Kafka or any other site. */
    public static KafkaLink start(
            ActorSystem<?> system,
            Site site,
            Map<String, Object> client,
            LinkTarget target,
            Metrics metrics,
            InstantSource clock) {
        return new KafkaLink(system, site, client, target, metrics, clock);
    }

    private static List<Topics.Topic> topics(Site site) {
        List<Topics.Topic> topics = new ArrayList<>();
        topics.add(LinkTopics.ofLetters(LinkTopics.UP, site.partitions()));
        topics.add(LinkTopics.ofBeats());
        if (site.isCentre()) {
            site.peers()
                    .forEach(peer ->
                            topics.add(LinkTopics.ofLetters(peer.topic(), site.partitions())));
        } else {
            topics.add(LinkTopics.ofLetters(LinkTopics.down(site.self()), site.partitions()));
        }
        return topics;
    }

    private void watchMetrics(Metrics metrics) {
        peers.keySet().forEach(peer -> metrics.linkUp(peer.value(), () -> isUp(peer)));
    }

    /** An edge is heard by every node of the centre; the centre by each edge. */
    private List<ProducerRecord<String, byte[]>> beats(long now) {
        byte[] beat = LinkCodec.encode(new Letter(site.self(), new Beat(now)));
        String key = site.self().value();
        return site.isCentre()
                ? peers.values().stream()
                        .map(peer -> new ProducerRecord<>(peer.topic(), key, beat))
                        .toList()
                : List.of(new ProducerRecord<>(LinkTopics.BEATS, key, beat));
    }

    /**
     * An edge's patients go to the centre; the centre's to the edges whose ward they are in, and to
     * those that have decided of them.
     */
    @Override
    public List<SiteId> others(PatientState patient, Versions marks) {
        if (!site.isCentre()) {
            return List.copyOf(peers.keySet());
        }
        List<SiteId> others = new ArrayList<>();
        @Nullable
        WardId ward = patient.admission() == null ? null : patient.admission().ward();
        Set<SiteId> known = Set.copyOf(marks.sites());
        for (Peer peer : peers.values()) {
            boolean isIn = ward != null && peer.wards().contains(ward);
            if (isIn || known.contains(peer.site())) {
                others.add(peer.site());
            }
        }
        return others;
    }

    @Override
    public boolean isUp(SiteId other) {
        return watch.isHeard(other) && sender.trouble() == null;
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
        return peer != null
                && sender.offer(
                        () -> letters(peer, envelopes, isAhead), KafkaSender.Answer.IGNORED);
    }

    private List<ProducerRecord<String, byte[]>> letters(
            Peer peer, List<Envelope> envelopes, boolean isAhead) {
        List<ProducerRecord<String, byte[]>> letters = new ArrayList<>(envelopes.size());
        for (int i = 0; i < envelopes.size(); i++) {
            Envelope envelope = envelopes.get(i);
            boolean isAsking = !isAhead && i == envelopes.size() - 1;
            letters.add(new ProducerRecord<>(
                    peer.topic(),
                    envelope.patient().value(),
                    LinkCodec.encode(
                            new Letter(site.self(), new Deliver(envelope, isAhead, isAsking)))));
        }
        return letters;
    }

    /** If it gets lost, the other asks again. */
    private void answer(SiteId to, String patient, LinkMessage message) {
        Peer peer = peers.get(to);
        if (peer != null) {
            sender.offer(
                    () -> List.of(new ProducerRecord<>(
                            peer.topic(),
                            patient,
                            LinkCodec.encode(new Letter(site.self(), message)))),
                    KafkaSender.Answer.IGNORED);
        }
    }

    /** What the ward's people must know of the links now. */
    public List<WardAlarm> in(WardId ward) {
        return watch.in(ward);
    }

    /** Never down: a site alone does all its work. */
    public ComponentHealth health() {
        @Nullable String trouble = sender.trouble();
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

    @Override
    public void close() {
        beating.cancel();
        inbox.close();
        sender.close();
    }
}
