package io.vigil.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;

import io.vigil.journal.cassandra.CassandraCheck;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;
import io.vigil.security.tls.TlsUnusable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a start needs to know, read once.
 *
 * @param http where devices, screens and the page connect
 * @param management where probes and Prometheus ask; no token, so keep it off the wards' network
 * @param data the folder with the key, and the embedded journal
 * @param config the actor system's, resolved
 */
record Settings(Role role, HostPort http, HostPort management, Path data, Config config) {

    enum Role {
        /** One process with everything in it. */
        STANDALONE,
        /** One process on a ward, with or without a centre. */
        EDGE,
        /** A node of a cluster. */
        CENTRAL;

        /** Whether all patients are in this process, and its journal beside it. */
        boolean isAlone() {
            return this != CENTRAL;
        }
    }

    /** What the command line says of a node beside its file; empty and absent leave it to that. */
    record Node(List<HostPort> address, List<HostPort> seeds, List<Path> data) {}

    static Settings standalone(HostPort http, HostPort management, Path data) {
        // What the command line said comes in before anything is resolved: values are made of it.
        Config config = ConfigFactory.load(ConfigFactory.parseMap(dataIs(data))
                .withFallback(ConfigFactory.parseResources("standalone.conf")));
        return new Settings(Role.STANDALONE, http, management, data, config);
    }

    /** @throws CannotStart if the file can't be read, or says nothing that can be used */
    static Settings edge(Path file, HostPort http, HostPort management, Path data)
            throws CannotStart {
        checkReadable(file);
        try {
            Config config = ConfigFactory.load(ConfigFactory.parseMap(dataIs(data))
                    .withFallback(ConfigFactory.parseFile(file.toFile()))
                    .withFallback(ConfigFactory.parseResources("edge.conf")));
            if (config.getString("vigil.site").isBlank()) {
                throw new CannotStart(file + ": vigil.site is missing, the name of this ward's box"
                        + " that no other site has");
            }
            return new Settings(Role.EDGE, http, management, data, config);
        } catch (ConfigException e) {
            throw new CannotStart(file + ": " + e.getMessage(), e);
        }
    }

    private static void checkReadable(Path file) throws CannotStart {
        if (!Files.isReadable(file)) {
            throw new CannotStart("can't read the config file " + file);
        }
    }

    /** @throws CannotStart if the file can't be read, or says nothing that can be used */
    static Settings central(Path file, HostPort http, HostPort management, Node node)
            throws CannotStart {
        checkReadable(file);
        try {
            Config said = ConfigFactory.parseMap(overrides(file, node))
                    .withFallback(ConfigFactory.parseFile(file.toFile()))
                    .withFallback(ConfigFactory.parseResources("central.conf"));
            Config known = ConfigFactory.load(said);
            CassandraCheck.settings(known);
            checkTls(known);
            List<String> seeds = known.getStringList("vigil.cluster.seeds").stream()
                    .map(HostPort::parse)
                    .map(seed -> "pekko://" + Server.SYSTEM + "@" + seed)
                    .toList();
            if (seeds.isEmpty()) {
                throw new CannotStart(
                        "no seed to join through: name one with --seed or vigil.cluster.seeds");
            }
            Config config = ConfigFactory.load(ConfigFactory.parseMap(Map.of(
                            "pekko.cluster.seed-nodes",
                            seeds,
                            "pekko.cluster.app-version",
                            Main.Version.number()))
                    .withFallback(said));
            return new Settings(
                    Role.CENTRAL, http, management, Path.of(known.getString("vigil.data")), config);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new CannotStart(file + ": " + e.getMessage(), e);
        }
    }

    /** The driver would find out by itself, and then try for ever. */
    private static void checkTls(Config config) throws CannotStart {
        try {
            TlsFiles files = TlsFiles.from(config, "vigil.cassandra.tls");
            if (files != null) {
                RenewedTls.open(files, Duration.ofDays(1), InstantSource.system());
            }
        } catch (TlsUnusable e) {
            throw new CannotStart("Cassandra over TLS: " + e.getMessage(), e);
        }
    }

    /** The name of this installation, as on each alarm. */
    String site() {
        return config.getString("vigil.site");
    }

    /** Whether edges, or a centre, decide for the same patients. */
    boolean hasOtherSites() {
        return role == Role.EDGE
                || role == Role.CENTRAL && !config.getConfigList("vigil.edges").isEmpty();
    }

    /** How long an HTTP call waits for an entity. */
    Duration askTimeout() {
        return config.getDuration("vigil.ask-timeout");
    }

    private static Map<String, Object> overrides(Path file, Node node) {
        Map<String, Object> values = new HashMap<>();
        values.put("vigil.config-file", file.toString());
        for (HostPort address : node.address()) {
            values.put("vigil.cluster.host", address.host());
            values.put("vigil.cluster.port", address.port());
        }
        if (!node.seeds().isEmpty()) {
            values.put(
                    "vigil.cluster.seeds",
                    node.seeds().stream().map(HostPort::toString).toList());
        }
        node.data().forEach(data -> values.putAll(dataIs(data)));
        return values;
    }

    private static Map<String, Object> dataIs(Path data) {
        return Map.of("vigil.data", data.toAbsolutePath().toString());
    }
}
