package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Calls to the server as somebody with a token. */
public final class Rest {

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI server;
    private final String token;

    /** @param token null to send none */
    public Rest(URI server, String token) {
        this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), server, token);
    }

    Rest(HttpClient http, URI server, String token) {
        this.http = http;
        this.server = server;
        this.token = token;
    }

    /**
     * @param body null for none
     * @param headers names and values in turn
     */
    HttpResponse<String> call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = call("GET", path, null);
        assertThat(response.statusCode())
                .as("GET %s: %s", path, response.body())
                .isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** When the values of a vital were measured, all that the history has. */
    List<Long> times(String patient, String vital) throws IOException, InterruptedException {
        JsonNode history =
                get("/v1/patients/" + patient + "/vitals?from=0&to=" + System.currentTimeMillis());
        return StreamSupport.stream(history.path(vital).spliterator(), false)
                .map(pair -> pair.get(0).asLong())
                .toList();
    }

    public void admit(String patient, String ward, String bed)
            throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("id", patient)
                .put("name", "Patient " + patient)
                .put("ward", ward)
                .put("bed", bed)
                .toString();
        HttpResponse<String> response = call("POST", "/v1/patients", body);
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
    }

    public void assign(String patient, String device) throws IOException, InterruptedException {
        HttpResponse<String> response =
                call("PUT", "/v1/patients/" + patient + "/devices/" + device, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    }
}
