package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How many copies of a row each data centre keeps: {@code eu:3,us:3}. */
record Replication(Map<String, Integer> copies) {

    private static final Pattern PART = Pattern.compile("([^:\\s]+):([1-9][0-9]?)");

    private static final String STRATEGY = "NetworkTopologyStrategy";

    /** What else Cassandra says of a keyspace's replication. */
    private static final String CLASS = "class";

    /** @throws IllegalArgumentException in words for whoever wrote it */
    static Replication parse(String text) {
        Map<String, Integer> copies = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("vigil.cassandra.replication must be like"
                        + " eu:3,us:3 (data centre, copies), not '" + text + "'");
            }
            copies.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
        return new Replication(Map.copyOf(copies));
    }

    /** @throws SchemaNotApplied if a data centre has too few nodes: no write would succeed */
    void checkNodes(Metadata cluster) throws SchemaNotApplied {
        Map<String, Long> nodes = cluster.getNodes().values().stream()
                .map(node -> String.valueOf(node.getDatacenter()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        for (Map.Entry<String, Integer> wanted : copies.entrySet()) {
            long there = nodes.getOrDefault(wanted.getKey(), 0L);
            if (there < wanted.getValue()) {
                throw new SchemaNotApplied("data centre " + wanted.getKey() + " has " + there
                        + " nodes and can't keep " + wanted.getValue()
                        + " copies; the cluster's nodes: " + new TreeMap<>(nodes));
            }
        }
    }

    /** As the plugin whose section this is wants to be told. */
    Config ofPlugin(String section) {
        Map<String, Object> config = new TreeMap<>();
        for (String store : List.of("journal", "snapshot")) {
            String at = section + "." + store + ".";
            config.put(at + "replication-strategy", STRATEGY);
            config.put(
                    at + "data-center-replication-factors", List.of(toString().split(",", -1)));
        }
        return ConfigFactory.parseMap(config);
    }

    /** Whether a keyspace, as the driver tells of it, has these copies and no others. */
    boolean isOf(Map<String, String> keyspace) {
        return keyspace.getOrDefault(CLASS, "").endsWith(STRATEGY)
                && toStrings().equals(withoutClass(keyspace));
    }

    private Map<String, String> toStrings() {
        return copies.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> String.valueOf(e.getValue())));
    }

    private static Map<String, String> withoutClass(Map<String, String> keyspace) {
        Map<String, String> rest = new TreeMap<>(keyspace);
        rest.remove(CLASS);
        return rest;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return new TreeMap<>(copies)
                .entrySet().stream()
                        .map(e -> e.getKey() + ":" + e.getValue())
                        .collect(Collectors.joining(","));
    }
}
