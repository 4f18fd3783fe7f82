package io.vigil.api;

import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Agrees with a client on the subprotocol of a WebSocket.
 *
 * <p>The client's order is its preference, and the first that fits wins. The subprotocol that
 * carries a token is never the answer, so that no token is ever echoed.
 */
public enum Subprotocols {
    DEVICES("vigil.device.v1"),
    ALARMS("vigil.alarms.v1");

    private final String base;

    Subprotocols(String base) {
        this.base = base;
    }

    /** How the messages are written: JSON in text messages, CBOR in binary ones. */
    public enum Encoding {
        JSON("+json"),
        CBOR("+cbor");

        private final String suffix;

        Encoding(String suffix) {
            this.suffix = suffix;
        }
    }

    /** What the client offers and the server speaks. */
    public record Agreed(String name, Encoding encoding) {}

    /** The first of the offered subprotocols that this stream speaks. */
    public Optional<Agreed> choose(Iterable<String> offered) {
        for (String name : offered) {
            for (Encoding encoding : Encoding.values()) {
                if (name.equals(base + encoding.suffix)) {
                    return Optional.of(new Agreed(name, encoding));
                }
            }
        }
        return Optional.empty();
    }

    /** Upgrades the request to a WebSocket, or answers with a problem that says what to offer. */
    public Route upgrade(Function<Encoding, Flow<Message, Message, ?>> stream) {
        return upgrade((upgrade, agreed) ->
                upgrade.handleMessagesWith(stream.apply(agreed.encoding()), agreed.name()));
    }

    /** The same for whoever accepts the upgrade in a way of its own. */
    public Route upgrade(BiFunction<WebSocketUpgrade, Agreed, HttpResponse> accept) {
        return Directives.extractRequest(
                request -> Directives.complete(upgradeResponse(request, accept)));
    }

    private HttpResponse upgradeResponse(
            HttpRequest request, BiFunction<WebSocketUpgrade, Agreed, HttpResponse> accept) {
        Optional<WebSocketUpgrade> upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
        if (upgrade.isEmpty()) {
            return Problem.of(426, "this is a WebSocket: send an upgrade that offers " + spoken())
                    .toResponse()
                    .addHeader(RawHeader.create("Upgrade", "websocket"));
        }
        return choose(upgrade.get().getRequestedProtocols())
                .map(agreed -> accept.apply(upgrade.get(), agreed))
                .orElseGet(() -> noneFits().toResponse());
    }

    Problem noneFits() {
        return Problem.badRequest("none of the offered subprotocols fits: offer " + spoken());
    }

    private String spoken() {
        List<String> names = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            names.add(base + encoding.suffix);
        }
        return String.join(" or ", names);
    }
}
