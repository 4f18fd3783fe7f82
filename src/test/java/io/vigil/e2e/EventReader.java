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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection of Server-Sent Events, as a browser's EventSource reads it, until it is lost. */
final class EventReader implements AutoCloseable {

    private static final long BOUND_SECONDS = 20;

    private static final int UNREAD_MAX = 10_000;

    /** @param id null where the event has none */
    record Event(String id, JsonNode data) {

        String type() {
            return data.path("type").asText();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Optional<Event>> events = new ArrayBlockingQueue<>(UNREAD_MAX);
    private final Consumer<Event> received;

    EventReader(URI uri, String token, String lastEventId)
            throws IOException, InterruptedException {
        this(uri, token, lastEventId, _ -> {});
    }

    /**
     * @param lastEventId null on the first visit
     * @param received sees every event as it comes
     * @throws IOException if there is no such stream to be had now
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
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
            http.shutdownNow();
            throw new IOException("status " + response.statusCode() + " " + type);
        }
        Thread.ofVirtual().start(() -> read(response.body()));
    }

    /**
     * The next event of any kind.
     *
     * @throws IOException if the connection was lost, or is silent as if it was
     */
    Event take() throws IOException, InterruptedException {
        Optional<Event> event = events.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new IOException("no event within " + BOUND_SECONDS + " s");
        }
        return event.orElseThrow(() -> new IOException("the connection was lost"));
    }

    /** The next event that is no heartbeat. */
    Event next() throws IOException, InterruptedException {
        Event event = take();
        while (event.type().equals("heartbeat")) {
            event = take();
        }
        return event;
    }

    /** All events but heartbeats until one of any kind says that the feed is at this number. */
    List<Event> upTo(long number) throws IOException, InterruptedException {
        List<Event> all = new ArrayList<>();
        Event event;
        do {
            event = take();
            if (!event.type().equals("heartbeat")) {
                all.add(event);
            }
        } while (event.data().path("number").asLong() < number);
        return all;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private void read(InputStream body) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            read(lines);
        } catch (IOException e) {
            // Cut off by one side or the other: lost, like one that ends.
            return;
        } finally {
            events.offer(Optional.empty());
        }
    }

    private void read(BufferedReader lines) throws IOException {
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
                events.add(Optional.of(event));
                id = null;
                data.setLength(0);
            }
        }
    }
}
