package io.vigil.journal.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether {@code vigil.cassandra} says what can be used, in words for whoever wrote it: the driver
 * finds out only when it connects, and then tries for ever.
 */
public final class CassandraCheck {

    private static final String SECTION = "vigil.cassandra";

    private static final Set<String> SETTINGS = Set.of(
            "contact-points",
            "datacenter",
            "keyspace",
            "replication",
            "username",
            "password",
            "tls");

    private static final Set<String> TLS_SETTINGS =
            Set.of("enabled", "key", "certificate", "ca", "factory");

    private static final Pattern ADDRESS = Pattern.compile("\\S+:([0-9]{1,5})");
    private static final int PORT_MAX = 65_535;

    /** Cassandra's own rule, for names that needn't be quoted. */
    private static final Pattern KEYSPACE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,47}");

    private CassandraCheck() {}

    /**
     * Looks at the words alone; asks nobody.
     *
     * @param application with journal-cassandra.conf in it, resolved
     * @throws IllegalArgumentException naming the setting, what it is, and what it may be
     */
    public static void settings(Config application) {
        Config vigil = application.getConfig(SECTION);
        known(vigil, SECTION, SETTINGS);
        known(vigil.getConfig("tls"), SECTION + ".tls", TLS_SETTINGS);
        for (String point : CassandraConfig.contactPoints(vigil)) {
            if (!isAddress(point)) {
                throw wrong("contact-points", point, "must be HOST:PORT, such as cassandra-1:9042");
            }
        }
        String datacenter = vigil.getString("datacenter");
        if (datacenter.isBlank()) {
            throw wrong("datacenter", datacenter, "must be a name, as `nodetool status` has it");
        }
        String keyspace = vigil.getString("keyspace");
        if (!KEYSPACE.matcher(keyspace).matches()) {
            throw wrong(
                    "keyspace",
                    keyspace,
                    "must be a letter, and up to 47 letters, digits and underscores after it");
        }
        Replication.parse(vigil.getString("replication"));
        together(vigil, "username", "password");
        if (isTls(vigil)) {
            if (!vigil.hasPath("tls.ca")) {
                throw new IllegalArgumentException(
                        SECTION + ".tls.enabled is on, and " + SECTION + ".tls.ca names no file");
            }
            together(vigil, "tls.key", "tls.certificate");
        }
    }

    private static boolean isTls(Config vigil) {
        try {
            return vigil.getBoolean("tls.enabled");
        } catch (ConfigException.WrongType e) {
            throw wrong(
                    "tls.enabled",
                    String.valueOf(vigil.getValue("tls.enabled").unwrapped()),
                    "must be on or off");
        }
    }

    /** A setting whose name is mistyped would be taken for one that isn't there. */
    private static void known(Config section, String path, Set<String> settings) {
        for (String name : section.root().keySet()) {
            if (!settings.contains(name)) {
                throw new IllegalArgumentException(path + "." + name
                        + " is no setting; there are "
                        + String.join(", ", new TreeSet<>(settings)));
            }
        }
    }

    private static void together(Config vigil, String one, String other) {
        for (List<String> pair : List.of(List.of(one, other), List.of(other, one))) {
            if (vigil.hasPath(pair.getFirst()) && !vigil.hasPath(pair.getLast())) {
                throw new IllegalArgumentException(SECTION + "." + pair.getFirst()
                        + " is there, and "
                        + SECTION
                        + "."
                        + pair.getLast()
                        + " is not: they come together");
            }
        }
    }

    private static boolean isAddress(String point) {
        var matcher = ADDRESS.matcher(point);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group(1));
        return port > 0 && port <= PORT_MAX;
    }

    private static IllegalArgumentException wrong(String setting, String value, String allowed) {
        return new IllegalArgumentException(
                SECTION + "." + setting + " is '" + value + "', and " + allowed);
    }
}
