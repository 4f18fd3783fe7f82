package io.vigil.ingest;

import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

import java.time.Duration;

/** {@code GET /v1/stream/devices}. */
public final class DeviceStreamRoutes {

    /**
     * The HTTP server's side of the route: lets in whoever has a device's token, agrees on the
     * format, and upgrades to a WebSocket that carries the stream and closes with its code.
     */
    @FunctionalInterface
    public interface Gate {
        Route upgrade(Opening opening);
    }

    /** Opens the stream of a connection that was let in; {@link DeviceStreams#open}. */
    @FunctionalInterface
    public interface Opening {
        DeviceStreams.Stream open(DeviceRights rights, Duration tokenTtl, Format format);
    }

    private DeviceStreamRoutes() {}

    public static Route create(Gate gate, DeviceStreams streams) {
        return Directives.path(
                PathMatchers.segment("v1").slash("stream").slash("devices"),
                () -> Directives.get(() -> gate.upgrade(streams::open)));
    }
}
