package io.vigil.ops.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Vital;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** Puts patients into their beds and devices beside them, over REST as a lead. */
public final class BedClient {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private final JsonMapper json = new JsonMapper();
    private final UntilServed attempts;
    private final URI server;
    private final String token;

    public BedClient(HttpClient http, URI server, String token) {
        this(new UntilServed(http), server, token);
    }

    BedClient(UntilServed attempts, URI server, String token) {
        this.attempts = attempts;
        this.server = server;
        this.token = token;
    }

    public void admit(PatientId patient, String name, WardId ward, BedId bed, Profile profile)
            throws ReplayException, InterruptedException {
        String body = json.createObjectNode()
                .put("id", patient.value())
                .put("name", name)
                .put("ward", ward.value())
                .put("bed", bed.value())
                .put("profile", profile.code())
                .toString();
        write("POST", "/v1/patients", body, "admit " + patient);
    }

    public void assign(PatientId patient, DeviceId device)
            throws ReplayException, InterruptedException {
        String path = "/v1/patients/" + patient + "/devices/" + device;
        write("PUT", path, null, "assign " + device);
    }

    public void discharge(PatientId patient) throws ReplayException, InterruptedException {
        write("POST", "/v1/patients/" + patient + "/discharge", null, "discharge " + patient);
    }

    public void transfer(PatientId patient, WardId ward, BedId bed)
            throws ReplayException, InterruptedException {
        String body = json.createObjectNode()
                .put("ward", ward.value())
                .put("bed", bed.value())
                .toString();
        write("POST", "/v1/patients/" + patient + "/transfer", body, "transfer " + patient);
    }

    /** Sets one condition's bound. */
    public void limit(PatientId patient, String condition, double bound)
            throws ReplayException, InterruptedException {
        ObjectNode body = json.createObjectNode();
        body.putObject(condition).put("bound", bound);
        write(
                "PUT",
                "/v1/patients/" + patient + "/limits",
                body.toString(),
                "set a limit of " + patient);
    }

    /** Charts a value that somebody has measured. */
    public void chart(PatientId patient, long at, Vital vital, double value)
            throws ReplayException, InterruptedException {
        ObjectNode body = json.createObjectNode().put("at", at);
        body.putObject("values").put(vital.code(), value);
        write(
                "POST",
                "/v1/patients/" + patient + "/observations",
                body.toString(),
                "chart of " + patient);
    }

    private void write(String method, String path, @Nullable String body, String what)
            throws ReplayException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", UUID.randomUUID().toString());
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> answer = send(request.build());
        if (answer.statusCode() == UntilServed.UNAVAILABLE) {
            throw new ReplayException("can't " + what + ": the server was not ready in "
                    + UntilServed.ATTEMPTS_MAX + " attempts (HTTP " + answer.statusCode()
                    + problem(answer.body()) + "); see what its log says and try again");
        }
        if (answer.statusCode() / 100 != 2) {
            throw new ReplayException(
                    "can't " + what + ": HTTP " + answer.statusCode() + problem(answer.body()));
        }
    }

    private HttpResponse<String> send(HttpRequest request)
            throws ReplayException, InterruptedException {
        try {
            return attempts.await(request);
        } catch (IOException e) {
            throw new ReplayException(String.valueOf(e.getMessage()));
        }
    }

    /** What a problem document says, as the tail of a sentence. */
    private String problem(String body) {
        try {
            JsonNode problem = json.readTree(body);
            String detail = problem.path("detail").asText(problem.path("title").asText());
            return detail.isEmpty() ? "" : ", " + detail;
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
