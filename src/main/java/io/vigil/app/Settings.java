package io.vigil.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * All that a start needs to know, read once.
 *
 * @param http where devices, screens and the page connect
 * @param management where probes and Prometheus ask; no token, so keep it off the wards' network
 * @param data the folder with the key and the journal
 * @param site the name of this installation, as on each alarm
 * @param askTimeout how long an HTTP call waits for an entity
 */
record Settings(HostPort http, HostPort management, Path data, String site, Duration askTimeout) {

    static Settings standalone(HostPort http, HostPort management, Path data) {
        Config config = ConfigFactory.load("vigil");
        return new Settings(
                http,
                management,
                data,
                config.getString("vigil.site"),
                config.getDuration("vigil.ask-timeout"));
    }

    /**
     * The actor system's configuration. What the command line said comes in before anything is
     * resolved: other values are made of it.
     */
    Config config() {
        return ConfigFactory.load(ConfigFactory.parseMap(
                        Map.of("vigil.data", data.toAbsolutePath().toString()))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("vigil")));
    }
}
