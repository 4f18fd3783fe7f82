package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

class PageRoutesTest {

    private static ActorSystem system;
    private static HttpClient client;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        system = ActorSystem.create("page-routes");
        int port = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind(ProblemHandlers.seal(PageRoutes.create()))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .localAddress()
                .getPort();
        address = "http://127.0.0.1:" + port;
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.shutdownNow();
        system.terminate();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=UTF-8",
        "/main.js, text/javascript",
        "/views/board.js, text/javascript",
        "/vendor/uplot/uPlot.esm.js, text/javascript",
        "/style.css, text/css; charset=UTF-8",
        "/icon.svg, image/svg+xml",
        "/vendor/inter/inter-latin-wght-normal.woff2, font/woff2"
    })
    void servesThePageToAnybody(String path, String type) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        // A module script needs one of the JavaScript types; both are in use.
        assertThat(header(answer, "Content-Type").replace("application/j", "text/j"))
                .startsWith(type);
        assertThat(header(answer, "Content-Security-Policy")).isEqualTo(PageRoutes.POLICY);
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing.js",
                "/views",
                "/../journal.conf",
                "/%2e%2e/journal.conf",
                "/..%2fjournal.conf",
                "/v1/wards"
            })
    void servesNothingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhenNothingHasChanged() throws Exception {
        String tag = header(get("/main.js"), "ETag");
        HttpRequest again = HttpRequest.newBuilder(URI.create(address + "/main.js"))
                .header("If-None-Match", tag)
                .build();
        HttpResponse<String> answer = client.send(again, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(304);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
