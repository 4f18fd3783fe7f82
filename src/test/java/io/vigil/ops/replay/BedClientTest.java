package io.vigil.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

class BedClientTest {

    private static final PatientId PATIENT = new PatientId("p-1");
    private static final DeviceId DEVICE = new DeviceId("m-1");

    /** In place of a status: no answer at all. */
    private static final int SILENCE = 0;

    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<Integer> failures = new CopyOnWriteArrayList<>();
    private final List<Long> leastMs = new CopyOnWriteArrayList<>();
    private final HttpClient http = DeviceLink.client();
    private final UntilServed attempts = new UntilServed(http, (inARow, least) -> {
        failures.add(inARow);
        leastMs.add(least);
        return Runnable::run;
    });
    private volatile String retryAfter = "1";
    private HttpServer server;
    private BedClient beds;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        beds = new BedClient(attempts, uri(), "token");
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.stop(0);
    }

    @Test
    void aServerThatIsNotReadyTwiceIsAskedAThirdTimeForTheSame() throws Exception {
        statuses.addAll(List.of(503, 503, 204));

        beds.assign(PATIENT, DEVICE);

        assertThat(keys).hasSize(3);
        assertThat(keys.stream().distinct()).as("one Idempotency-Key").hasSize(1);
        assertThat(failures).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({"2, 2000", "86400, 60000", "'Tue, 01 Dec 2026 00:00:00 GMT', 0", "-1, 0"})
    void aServerThatWantsTimeHasItWithinBounds(String wanted, long given) throws Exception {
        statuses.addAll(List.of(503, 204));
        retryAfter = wanted;

        beds.assign(PATIENT, DEVICE);

        assertThat(leastMs).containsExactly(given);
    }

    @Test
    void aServerThatIsNeverReadyIsGivenUpWithWhatItSaidLast() {
        statuses.addAll(Collections.nCopies(UntilServed.ATTEMPTS_MAX, 503));
        statuses.add(204);

        assertThatThrownBy(() -> beds.assign(PATIENT, DEVICE))
                .isInstanceOf(ReplayException.class)
                .hasMessage("can't assign m-1: the server was not ready in 20 attempts"
                        + " (HTTP 503, the detail); see what its log says and try again");
        assertThat(keys).hasSize(UntilServed.ATTEMPTS_MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 429, 500, 502, 504})
    void whatTheServerRefusesIsNotAskedAgain(int status) {
        statuses.addAll(List.of(status, 204));

        assertThatThrownBy(() -> beds.assign(PATIENT, DEVICE))
                .isInstanceOf(ReplayException.class)
                .hasMessage("can't assign m-1: HTTP " + status + ", the detail");
        assertThat(keys).hasSize(1);
    }

    @Test
    void noAnswerInTimeIsAskedForAgainAFewTimes() {
        statuses.addAll(List.of(SILENCE, SILENCE, 204));

        assertThat(attempts.send(impatient()).join().statusCode()).isEqualTo(204);

        statuses.addAll(Collections.nCopies(UntilServed.TIMEOUTS_MAX, SILENCE));
        assertThat(attempts.send(impatient()))
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .withRootCauseInstanceOf(HttpTimeoutException.class);
    }

    private HttpRequest impatient() {
        return HttpRequest.newBuilder(uri()).timeout(Duration.ofSeconds(1)).build();
    }

    @Test
    void whoeverGivesUpWaitingEndsTheAttempts() {
        CompletableFuture<Runnable> next = new CompletableFuture<>();
        statuses.addAll(List.of(503, 204));

        var answer = new UntilServed(http, (_, _) -> next::complete)
                .send(HttpRequest.newBuilder(uri()).build());
        Runnable second = next.join();
        answer.cancel(true);
        second.run();
        // Closing waits for whatever is under way.
        http.close();

        assertThat(keys).hasSize(1);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        int status = statuses.remove();
        if (status == SILENCE) {
            return;
        }
        try (exchange) {
            byte[] body = "{\"detail\":\"the detail\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
            if (status != 204) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
