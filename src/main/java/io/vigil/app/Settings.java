package io.vigil.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        /** A node of a cluster. */
        CENTRAL
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
    static Settings central(Path file, HostPort http, HostPort management, Node node)
            throws CannotStart {
        if (!Files.isReadable(file)) {
            throw new CannotStart("can't read the config file " + file);
        }
        try {
            Config said = ConfigFactory.parseMap(overrides(node))
                    .withFallback(ConfigFactory.parseFile(file.toFile()))
                    .withFallback(ConfigFactory.parseResources("central.conf"));
            Config known = ConfigFactory.load(said);
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

    /** The name of this installation, as on each alarm. */
    String site() {
        return config.getString("vigil.site");
    }

    /** Whether edges decide for the same patients. */
    boolean hasEdges() {
        return role == Role.CENTRAL && config.getBoolean("vigil.edges");
    }

    /** How long an HTTP call waits for an entity. */
    Duration askTimeout() {
        return config.getDuration("vigil.ask-timeout");
    }

    private static Map<String, Object> overrides(Node node) {
        Map<String, Object> values = new HashMap<>();
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
