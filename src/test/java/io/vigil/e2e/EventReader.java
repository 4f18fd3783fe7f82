package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection of Server-Sent Events, as a browser's EventSource reads it. */
final class EventReader implements AutoCloseable {

    private static final long BOUND_SECONDS = 20;

    /** @param id null where the event has none */
    record Event(String id, JsonNode data) {

        String type() {
            return data.path("type").asText();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Consumer<Event> received;

    /**
     * @param lastEventId null on the first visit
     * @param received sees every event as it comes
     */
    EventReader(URI uri, String token, String lastEventId, Consumer<Event> received)
            throws IOException, InterruptedException {
        this.received = received;
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        Thread.ofVirtual().start(() -> read(response.body()));
    }

    /** The next event that is no heartbeat. */
    Event next() throws InterruptedException {
        Event event = take();
        while (event.type().equals("heartbeat")) {
            event = take();
        }
        return event;
    }

    /** All events but heartbeats until one of any kind says that the feed is at this number. */
    List<Event> upTo(long number) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        Event event;
        do {
            event = take();
            if (!event.type().equals("heartbeat")) {
                events.add(event);
            }
        } while (event.data().path("number").asLong() < number);
        return events;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Event take() throws InterruptedException {
        Event event = events.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event within %s s", BOUND_SECONDS).isNotNull();
        return event;
    }

    private void read(InputStream body) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = null;
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    Event event = new Event(id, Rest.JSON.readTree(data.toString()));
                    received.accept(event);
                    events.add(event);
                    id = null;
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            // The connection was closed by one side or the other.
            return;
        }
    }
}
