package io.vigil.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.replica.SiteId;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.SitesPort;
import io.vigil.replication.kafka.KafkaSender;
import io.vigil.replication.link.KafkaLink;
import io.vigil.replication.link.LinkEnd;
import io.vigil.replication.link.LinkTarget;
import io.vigil.replication.link.LinkTopics;
import io.vigil.replication.link.Peer;
import io.vigil.security.tls.KafkaTls;
import io.vigil.security.tls.TlsFiles;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.typed.ActorSystem;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The links to other sites, if the configuration names any. They are never waited for. */
record Links(SitesPort port, @Nullable KafkaLink kafka) {

    private static final Links NONE = new Links(SitesPort.NONE, null);

    /**
     * Starts what is named.
     *
     * @throws CannotStart if what is said of the links can't be used
     */
    static Links start(
            Settings settings,
            ActorSystem<?> system,
            LinkTarget target,
            Metrics metrics,
            Health health,
            InstantSource clock)
            throws CannotStart {
        boolean isCentre = !settings.role().isAlone();
        List<Peer> peers = peers(settings);
        if (peers.isEmpty()) {
            return NONE;
        }
        Config kafka = settings.config().getConfig(isCentre ? "vigil.kafka" : "vigil.link.kafka");
        String servers = kafka.getString("bootstrap-servers");
        if (servers.isEmpty()) {
            throw new CannotStart("other sites are named, but no Kafka to reach them by: say "
                    + (isCentre ? "vigil.kafka" : "vigil.link.kafka")
                    + ".bootstrap-servers");
        }
        @Nullable TlsFiles tls = Feeds.tls(kafka, "tls");
        Config link = settings.config().getConfig("vigil.link");
        KafkaLink started = KafkaLink.start(
                system,
                new LinkEnd(
                        new SiteId(settings.site()),
                        isCentre,
                        peers,
                        link.getInt("events-per-second")),
                new KafkaLink.Shape(
                        link.getInt("topics.partitions"), link.getInt("topics.replication")),
                KafkaSender.client(servers, tls == null ? Map.of() : KafkaTls.properties(tls)),
                target,
                metrics,
                clock);
        health.ask(Health.LINK, started.links()::health);
        Feeds.closeAtTheEnd(system, "link", started::close);
        return new Links(started.links(), started);
    }

    private static List<Peer> peers(Settings settings) throws CannotStart {
        try {
            return switch (settings.role()) {
                case STANDALONE -> List.of();
                case EDGE -> centre(settings.config(), new SiteId(settings.site()));
                case CENTRAL -> edges(settings.config(), settings.site());
            };
        } catch (IllegalArgumentException | ConfigException e) {
            throw new CannotStart("the links to other sites: " + e.getMessage(), e);
        }
    }

    private static List<Peer> centre(Config config, SiteId self) {
        String centre = config.getString("vigil.link.centre");
        if (centre.isEmpty()) {
            return List.of();
        }
        if (centre.equals(self.value())) {
            throw new IllegalArgumentException(
                    "vigil.link.centre is this box's own name; each site has its own");
        }
        return List.of(new Peer(new SiteId(centre), Set.of(), LinkTopics.UP));
    }

    private static List<Peer> edges(Config config, String self) {
        List<Peer> edges = new ArrayList<>();
        Set<SiteId> names = new HashSet<>(Set.of(new SiteId(self)));
        for (Config edge : config.getConfigList("vigil.edges")) {
            SiteId name = new SiteId(edge.getString("site"));
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        "vigil.edges names " + name + " twice, or it is this site's own name");
            }
            Set<WardId> wards = edge.getStringList("wards").stream()
                    .map(WardId::new)
                    .collect(Collectors.toSet());
            if (wards.isEmpty()) {
                throw new IllegalArgumentException(
                        "vigil.edges: " + name + " has no wards; name those it stands on");
            }
            edges.add(new Peer(name, wards, LinkTopics.down(name)));
        }
        return edges;
    }

    /** From now on the others are heard: patients can be reached. */
    void listen() {
        if (kafka != null) {
            kafka.listen();
        }
    }

    /** What the ward's people must know of the links now. */
    List<WardAlarm> in(WardId ward) {
        return kafka == null ? List.of() : kafka.links().in(ward);
    }
}
