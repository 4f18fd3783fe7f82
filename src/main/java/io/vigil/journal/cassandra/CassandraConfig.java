package io.vigil.journal.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the driver's configuration of {@code vigil.cassandra}: those parts that are there or not
 * (TLS, a password) or that the environment gives as one text.
 */
final class CassandraConfig {

    private static final String DRIVER = "datastax-java-driver";

    private CassandraConfig() {}

    /**
     * The section {@code datastax-java-driver} of an application's configuration, complete.
     *
     * @throws IllegalArgumentException in words for whoever wrote the configuration
     */
    static Config driver(Config application) {
        CassandraCheck.settings(application);
        Config vigil = application.getConfig("vigil.cassandra");
        Map<String, Object> driver = new HashMap<>();
        driver.put("basic.contact-points", contactPoints(vigil));
        if (vigil.hasPath("username")) {
            driver.put("advanced.auth-provider.class", "PlainTextAuthProvider");
            driver.put("advanced.auth-provider.username", vigil.getString("username"));
            driver.put("advanced.auth-provider.password", vigil.getString("password"));
        }
        if (vigil.getBoolean("tls.enabled")) {
            tls(vigil.getConfig("tls"), driver);
        }
        return ConfigFactory.parseMap(driver).withFallback(application.getConfig(DRIVER));
    }

    static List<String> contactPoints(Config vigil) {
        String path = "contact-points";
        List<String> points = vigil.getValue(path).valueType() == ConfigValueType.LIST
                ? vigil.getStringList(path)
                : Arrays.stream(vigil.getString(path).split(","))
                        .map(String::strip)
                        .filter(point -> !point.isEmpty())
                        .toList();
        if (points.isEmpty()) {
            throw new IllegalArgumentException("vigil.cassandra.contact-points names no node");
        }
        return points;
    }

    private static void tls(Config tls, Map<String, Object> driver) {
        String factory = "advanced.ssl-engine-factory.";
        driver.put(factory + "class", tls.getString("factory"));
        driver.put(factory + "ca", tls.getString("ca"));
        if (tls.hasPath("key")) {
            driver.put(factory + "key", tls.getString("key"));
            driver.put(factory + "certificate", tls.getString("certificate"));
        }
    }
}
