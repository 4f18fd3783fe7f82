package io.vigil.e2e;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
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
        try (EventReader reader = new EventReader(uri, token, lastEventId)) {
            while (!closed) {
                EventReader.Event event = reader.take();
                heard(event.data());
                if (event.id() != null) {
                    lastEventId = event.id();
                }
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
