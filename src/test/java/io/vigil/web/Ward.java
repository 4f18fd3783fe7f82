package io.vigil.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vigil.core.DeviceId;
import io.vigil.core.WardId;
import io.vigil.core.vitals.Values;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A ward of the real server, filled over REST and with monitors at its beds. */
final class Ward implements AutoCloseable {

    private static final Duration WAKING = Duration.ofSeconds(120);
    private static final Duration TTL = Duration.ofHours(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final List<Monitor> monitors = new ArrayList<>();
    private final WardId ward;
    private final URI server;
    private final TokenIssuer issuer;

    Ward(WardId ward, URI server, Path data) {
        this.ward = ward;
        this.server = server;
        this.issuer = new TokenIssuer(TokenKey.openOrCreate(data), InstantSource.system());
    }

    WardId id() {
        return ward;
    }

    String token(Role role) {
        return issuer.issue(Principal.person("test-" + role.code(), role, Set.of()), TTL);
    }

    /** Admits a patient and puts a monitor at the bed. */
    Monitor admit(String patient, String name, String bed, Values values) {
        String body = json.createObjectNode()
                .put("id", patient)
                .put("name", name)
                .put("ward", ward.value())
                .put("bed", bed)
                .toString();
        DeviceId device = new DeviceId("monitor-" + patient);
        write("POST", "/v1/patients", body, 201, 200);
        write("PUT", "/v1/patients/" + patient + "/devices/" + device.value(), "", 204);
        String token = issuer.issue(Principal.device(device), TTL);
        Monitor monitor = new Monitor(server, token, device, values);
        monitors.add(monitor);
        return monitor;
    }

    JsonNode patient(String patient) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", "/v1/patients/" + patient, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    /**
     * A patient that wakes says 503 until its record is read.
     *
     * @param expected any of these; what was done already, though nobody heard, may be answered otherwise
     */
    private void write(String method, String path, String body, Integer... expected) {
        await().atMost(WAKING).untilAsserted(() -> {
            HttpResponse<String> answer = send(method, path, body);
            assertThat(answer.statusCode()).as(answer.body()).isIn((Object[]) expected);
        });
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token(Role.LEAD))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        monitors.forEach(Monitor::close);
        http.shutdownNow();
    }
}
