package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutionException;

class ManagementRoutesTest {

    private final ActorTestKit kit = ActorTestKit.create();
    private final Health health = Health.starting();
    private final Metrics metrics = new Metrics();
    private final HttpClient client = HttpClient.newHttpClient();
    private ServerBinding binding;

    @BeforeEach
    void bind() throws InterruptedException, ExecutionException {
        binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", 0)
                .bind(ManagementRoutes.create(health, metrics))
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() {
        client.close();
        kit.shutdownTestKit();
    }

    @Test
    void livesWhateverIsDown() throws IOException, InterruptedException {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void isReadyOnceEveryPartIsAndSaysWhichIsNot() throws IOException, InterruptedException {
        health.set(Health.SHARDING, ComponentHealth.up("started"));
        health.set(Health.HTTP, ComponentHealth.up("listens"));
        health.ask(Health.JOURNAL, Health.journal(metrics));
        HttpResponse<String> up = get("/health/ready");
        metrics.journalFailing(true);
        HttpResponse<String> down = get("/health/ready");

        assertThat(up.statusCode()).isEqualTo(200);
        assertThat(new ObjectMapper()
                        .readTree(up.body())
                        .at("/components/journal/status")
                        .textValue())
                .isEqualTo("up");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body())
                .isEqualTo("{\"status\":\"down\",\"components\":{"
                        + "\"http\":{\"status\":\"up\",\"detail\":\"listens\"},"
                        + "\"journal\":{\"status\":\"down\","
                        + "\"detail\":\"writes fail: alarms go on, acks wait\"},"
                        + "\"sharding\":{\"status\":\"up\",\"detail\":\"started\"}}}");
    }

    @Test
    void tellsItsMetricsAsPrometheusReadsThem() throws IOException, InterruptedException {
        metrics.frameReceived(9);
        metrics.announced(250_000);

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("text/plain")
                .contains("version=0.0.4");
        assertThat(answer.body())
                .contains("vigil_frames_total 1.0")
                .contains("vigil_samples_total 9.0")
                .contains("vigil_dropped_total 0.0")
                .contains("vigil_announce_latency_seconds_bucket")
                .contains("process_cpu_usage");
    }

    @Test
    void anythingElseIsAProblem() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/v1/patients");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
