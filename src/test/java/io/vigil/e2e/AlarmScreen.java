package io.vigil.e2e;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A screen that follows one ward's alarm stream over Server-Sent Events, comes back after every
 * loss with the last event's id, and remembers each alarm that it was ever told of.
 */
final class AlarmScreen implements AutoCloseable {

    private static final long COME_BACK_NANOS = 100_000_000;

    private final URI uri;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, JsonNode> latest = new ConcurrentHashMap<>();
    private final Set<String> recorded = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;
    private String lastEventId;

    AlarmScreen(URI server, String token, String ward) {
        this.uri = server.resolve("/v1/stream/alarms?ward=" + ward);
        this.token = token;
        this.thread = Thread.ofVirtual().name("screen-" + ward).start(this::follow);
    }

    /** The alarms as they were last shown, by id. */
    Map<String, JsonNode> latest() {
        return Map.copyOf(latest);
    }

    /** Ids of the alarms that were shown as recorded. */
    Set<String> recorded() {
        return Set.copyOf(recorded);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        http.shutdownNow();
    }

    private void follow() {
        while (!closed) {
            try {
                listen();
            } catch (IOException e) {
                LockSupport.parkNanos(COME_BACK_NANOS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void listen() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            read(lines);
        }
        throw new IOException("ended");
    }

    private void read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                lastEventId = line.substring(3).trim();
            } else if (line.startsWith("data:")) {
                heard(Rest.JSON.readTree(line.substring(5)));
            }
        }
    }

    private void heard(JsonNode message) {
        message.path("alarms").forEach(this::shown);
        if (message.has("alarm")) {
            shown(message.get("alarm"));
        }
    }

    private void shown(JsonNode alarm) {
        String id = alarm.path("id").asText();
        latest.put(id, alarm);
        if (alarm.path("recorded").asBoolean()) {
            recorded.add(id);
        }
    }
}
