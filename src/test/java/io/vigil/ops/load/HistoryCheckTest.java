package io.vigil.ops.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Format;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

class HistoryCheckTest {

    private static final String HISTORY = "{\"hr\":[[1000,72]]}";

    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1000, 72], [2000, 73]]             | 0 | 0",
                "[[1000, 72], [2000, 73], [3000, 74]] | 0 | 0",
                "[[1000, 72]]                         | 1 | 0",
                "[[1000, 72], [2000, 99]]             | 1 | 0",
                "[[1000, 72], [2000, 73], [2000, 73]] | 0 | 1",
                "[]                                   | 2 | 0"
            })
    void tellsWhatIsLostAndWhatIsDoubled(String points, long lost, long doubled)
            throws JsonProcessingException {
        assertThat(HistoryCheck.compare(
                        new JsonMapper().readTree(points), Map.of(1000L, 72.0, 2000L, 73.0)))
                .isEqualTo(new HistoryCheck.Difference(lost, doubled));
    }

    @Test
    void aServerThatCannotTellNowIsAskedAgainAndOneThatFailsIsNot() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        try (HttpClient http = DeviceLink.client()) {
            HistoryCheck check = check(http, server.getAddress().getPort());

            statuses.addAll(List.of(503, 503, 200));
            assertThat(check.history(0)).isEqualTo(new JsonMapper().readTree("[[1000,72]]"));
            assertThat(statuses).isEmpty();

            statuses.addAll(List.of(500, 200));
            assertThatThrownBy(() -> check.history(0))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("can't read a history: HTTP 500");
        } finally {
            server.stop(0);
        }
    }

    private static HistoryCheck check(HttpClient http, int port) {
        LoadPlan plan = new LoadPlan(1, 1, 1, 1, Format.CBOR, 0, 1, 30, 0);
        LoadTarget target = new LoadTarget(
                URI.create("http://127.0.0.1:" + port),
                null,
                "lead",
                "device",
                null,
                Map.of(),
                null);
        return new HistoryCheck(http, target, plan, new LoadShape(plan), 0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = HISTORY.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.remove(), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
