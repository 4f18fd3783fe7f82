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
    private static final String RELOAD = "1 minute";

    private CassandraConfig() {}

    /**
     * The section {@code datastax-java-driver} of an application's configuration, complete.
     *
     * @throws IllegalArgumentException in words for whoever wrote the configuration
     */
    static Config driver(Config application) {
        Config vigil = application.getConfig("vigil.cassandra");
        Map<String, Object> driver = new HashMap<>();
        driver.put("basic.contact-points", contactPoints(vigil));
        if (vigil.hasPath("username")) {
            driver.put("advanced.auth-provider.class", "PlainTextAuthProvider");
            driver.put("advanced.auth-provider.username", vigil.getString("username"));
            driver.put("advanced.auth-provider.password", needed(vigil, "password", "username"));
        }
        if (vigil.hasPath("tls.trust-store")) {
            tls(vigil.getConfig("tls"), driver);
        } else if (vigil.hasPath("tls.key-store")) {
            throw new IllegalArgumentException("vigil.cassandra.tls has a key-store and no"
                    + " trust-store: name the one that says which nodes to trust");
        }
        return ConfigFactory.parseMap(driver).withFallback(application.getConfig(DRIVER));
    }

    private static List<String> contactPoints(Config vigil) {
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
        driver.put(factory + "class", "DefaultSslEngineFactory");
        driver.put(factory + "truststore-path", tls.getString("trust-store"));
        if (tls.hasPath("trust-store-password")) {
            driver.put(factory + "truststore-password", tls.getString("trust-store-password"));
        }
        if (tls.hasPath("key-store")) {
            driver.put(factory + "keystore-path", tls.getString("key-store"));
            driver.put(
                    factory + "keystore-password", needed(tls, "key-store-password", "key-store"));
            driver.put(factory + "keystore-reload-interval", RELOAD);
        }
    }

    private static String needed(Config config, String path, String because) {
        if (!config.hasPath(path)) {
            throw new IllegalArgumentException(
                    "vigil.cassandra has a " + because + " and no " + path);
        }
        return config.getString(path);
    }
}
