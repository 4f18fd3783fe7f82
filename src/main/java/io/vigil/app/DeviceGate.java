package io.vigil.app;

import io.vigil.api.Bearer;
import io.vigil.api.ClosableSockets;
import io.vigil.api.Subprotocols;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.ingest.DeviceStreamRoutes.Gate;
import io.vigil.ingest.DeviceStreamRoutes.Opening;
import io.vigil.ingest.DeviceStreams;
import io.vigil.ingest.Format;
import io.vigil.ingest.SocketClose;
import io.vigil.security.Access;
import io.vigil.security.Principal;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.server.Route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Lets devices in by their token; ingest and the HTTP API meet only here. */
final class DeviceGate implements Gate {

    private final Bearer bearer;
    private final ClosableSockets sockets;
    private final InstantSource clock;

    DeviceGate(Bearer bearer, ClosableSockets sockets, InstantSource clock) {
        this.bearer = bearer;
        this.sockets = sockets;
        this.clock = clock;
    }

    @Override
    public Route upgrade(Opening opening) {
        return bearer.authenticated(who -> Bearer.permitted(
                who.principal().mayStreamDevices(),
                () -> Subprotocols.DEVICES.upgrade(
                        (upgrade, agreed) -> accept(opening, who, upgrade, agreed))));
    }

    private HttpResponse accept(
            Opening opening,
            Bearer.Identity who,
            WebSocketUpgrade upgrade,
            Subprotocols.Agreed agreed) {
        Duration ttl = Duration.between(Instant.ofEpochMilli(clock.millis()), who.until());
        DeviceStreams.Stream stream =
                opening.open(device -> refusal(who.principal(), device), ttl, format(agreed));
        return sockets.accept(
                upgrade,
                agreed.name(),
                stream.messages(),
                () -> close(stream.close().get()));
    }

    private static @Nullable String refusal(Principal principal, DeviceId device) {
        return switch (principal.mayStreamDevice(device)) {
            case Access.Granted _ -> null;
            case Access.Denied denied -> denied.reason();
        };
    }

    private static Format format(Subprotocols.Agreed agreed) {
        return switch (agreed.encoding()) {
            case JSON -> Format.JSON;
            case CBOR -> Format.CBOR;
        };
    }

    private static ClosableSockets.@Nullable Close close(@Nullable SocketClose close) {
        return close == null ? null : new ClosableSockets.Close(close.code(), close.reason());
    }
}
