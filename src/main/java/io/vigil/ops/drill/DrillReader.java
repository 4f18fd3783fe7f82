package io.vigil.ops.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.ops.replay.UntilServed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads what servers say over REST, as a lead; again while they are not ready. */
final class DrillReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final UntilServed attempts;
    private final String token;
    private final JsonMapper json = new JsonMapper();

    DrillReader(HttpClient http, String token) {
        this.attempts = new UntilServed(http);
        this.token = token;
    }

    JsonNode get(URI path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(path)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = attempts.await(request);
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "can't read " + path + ": HTTP " + answer.statusCode() + " " + answer.body());
        }
        return json.readTree(answer.body());
    }
}
