package io.vigil.ops.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A screen on one ward's alarm stream, which tells of each alarm at the moment it arrives. Lost
 * connections are opened again; the snapshot then tells what was missed.
 */
public final class AlarmWatch implements AutoCloseable {

    private static final String SUBPROTOCOL = "vigil.alarms.v1+json";
    private static final long AGAIN_MS = 250;

    private final HttpClient http;
    private final URI uri;
    private final String token;
    private final Hearing hearing;
    private final JsonMapper json = new JsonMapper();
    private volatile boolean closed;
    private volatile @Nullable WebSocket socket;

    private AlarmWatch(HttpClient http, URI uri, String token, Hearing hearing) {
        this.http = http;
        this.uri = uri;
        this.token = token;
        this.hearing = hearing;
    }

    /** Told of every alarm in every message; one stream's calls come one at a time. */
    @FunctionalInterface
    public interface Hearing {
        void saw(JsonNode alarm, long nowNanos);
    }

    /** Opens the stream; done when the server has accepted it. */
    public static AlarmWatch open(
            HttpClient http, URI server, String token, WardId ward, Hearing hearing)
            throws LoadException {
        String scheme = "https".equals(server.getScheme()) ? "wss" : "ws";
        URI uri = URI.create(
                scheme + "://" + server.getRawAuthority() + "/v1/stream/alarms?ward=" + ward);
        AlarmWatch watch = new AlarmWatch(http, uri, token, hearing);
        try {
            watch.connect().join();
            return watch;
        } catch (RuntimeException e) {
            throw new LoadException("can't watch the alarms of " + ward + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private CompletableFuture<Void> connect() {
        return http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols(SUBPROTOCOL)
                .buildAsync(uri, new Listener())
                .thenAccept(opened -> socket = opened);
    }

    private void again() {
        if (!closed) {
            CompletableFuture.delayedExecutor(AGAIN_MS, TimeUnit.MILLISECONDS)
                    .execute(() -> connect().whenComplete((_, failure) -> {
                        if (failure != null) {
                            again();
                        }
                    }));
        }
    }

    private void heard(String message, long nowNanos) {
        try {
            JsonNode node = json.readTree(message);
            node.path("alarms").forEach(alarm -> hearing.saw(alarm, nowNanos));
            if (node.path("alarm").isObject()) {
                hearing.saw(node.path("alarm"), nowNanos);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the server sent no JSON", e);
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean isLast) {
            message.append(data);
            if (isLast) {
                long now = System.nanoTime();
                heard(message.toString(), now);
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            again();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            again();
        }
    }
}
