package io.vigil.app;

import io.vigil.core.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The addresses of a server, as options. */
final class Listening {

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description =
                    "Where devices, screens and the page connect (default: ${DEFAULT-VALUE}).")
    HostPort http;

    @Option(
            names = "--management",
            paramLabel = "HOST:PORT",
            description = "Where probes and Prometheus ask, without a token"
                    + " (default: loopback, one port above --http).")
    @Nullable
    HostPort management;

    Settings settings(Path data) {
        return Settings.standalone(http, management(), data);
    }

    /** Health and metrics have no token: on loopback unless somebody says otherwise. */
    HostPort management() {
        if (management != null) {
            return management;
        }
        return new HostPort("127.0.0.1", http.port() == 0 ? 0 : http.port() + 1);
    }
}
