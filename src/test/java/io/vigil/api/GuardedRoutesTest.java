package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.core.WardId;
import io.vigil.journal.JournalUnavailableException;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenVerifier;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.pattern.AskTimeoutException;
import org.apache.pekko.stream.javadsl.Flow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Bearer, subprotocols, idempotency and problems on a real server and a real client. */
class GuardedRoutesTest extends AllDirectives {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger WRITES = new AtomicInteger();
    private static final Duration HOUR = Duration.ofHours(1);

    private static ActorSystem system;
    private static HttpClient client;
    private static TokenIssuer issuer;
    private static Bearer bearer;
    private static Idempotency idempotency;
    private static InetSocketAddress address;
    private static volatile CompletableFuture<Void> slowWrite = new CompletableFuture<>();

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        TokenKey key = TokenKey.openOrCreate(data);
        issuer = new TokenIssuer(key, InstantSource.system());
        bearer = new Bearer(new TokenVerifier(key, InstantSource.system()));
        idempotency = new Idempotency(InstantSource.system());
        system = ActorSystem.create("guarded-routes");
        ServerBinding binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind(ProblemHandlers.seal(new GuardedRoutesTest().routes()))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        address = binding.localAddress();
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.shutdownNow();
        system.terminate();
    }

    @BeforeEach
    void reset() {
        WRITES.set(0);
        slowWrite = new CompletableFuture<>();
    }

    private Route routes() {
        WardId icu = new WardId("icu-1");
        return bearer.authenticated(who -> concat(
                path("who", () -> get(() -> complete(who.principal().subject()))),
                path(
                        "ward",
                        () -> Bearer.permitted(
                                who.principal().mayView(icu), () -> complete("seen"))),
                path("write", () -> post(() -> write(who.principal()))),
                path("slow", () -> post(() -> slow(who.principal()))),
                path("busy", () -> failing(new AskTimeoutException("no answer"))),
                path("away", () -> failing(new JournalUnavailableException(new IOException()))),
                path(
                        "late",
                        () -> withRequestTimeout(
                                Duration.ofMillis(10),
                                () -> onSuccess(new CompletableFuture<Void>(), _ -> reject()))),
                path("fail", () -> idempotency.once(who.principal(), this::fail)),
                path("stream", () -> Subprotocols.ALARMS.upgrade(_ -> Flow.create()))));
    }

    private Route write(Principal principal) {
        return idempotency.once(
                principal,
                () -> entity(
                        org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller.entityToString(),
                        body -> body.equals("refuse me")
                                ? refuse()
                                : complete(StatusCodes.CREATED, body + WRITES.incrementAndGet())));
    }

    private Route refuse() {
        return complete(Problem.conflict("refused " + WRITES.incrementAndGet()).toResponse());
    }

    private Route slow(Principal principal) {
        return idempotency.once(principal, () -> {
            int count = WRITES.incrementAndGet();
            return onSuccess(slowWrite, _ -> complete("slow " + count));
        });
    }

    private Route failing(Exception why) {
        return onSuccess(CompletableFuture.failedFuture(why), _ -> reject());
    }

    private Route fail() {
        WRITES.incrementAndGet();
        throw new IllegalStateException("on purpose");
    }

    @Test
    void aGoodTokenLetsThrough() throws Exception {
        HttpResponse<String> response = get("/who", viewer());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("nurse");
    }

    @Test
    void theSchemeMayBeWrittenInAnyCase() throws Exception {
        assertThat(send(request("/who").header("Authorization", "bearer " + viewer()))
                        .body())
                .isEqualTo("nurse");
    }

    @Test
    void withoutATokenThe401SaysWhatToSend() throws Exception {
        HttpResponse<String> response = send(request("/who"));

        assertProblem(response, 401, "a token is needed: send 'Authorization: Bearer <token>'");
        assertThat(response.headers().allValues("www-authenticate"))
                .containsExactly("Bearer realm=\"vigil\"");
    }

    @Test
    void aBadTokenGetsA401ThatSaysWhy() throws Exception {
        HttpResponse<String> response = get("/who", "nonsense");

        assertProblem(response, 401, "not a signed token (JWT)");
        assertThat(response.headers().allValues("www-authenticate"))
                .containsExactly("Bearer realm=\"vigil\", error=\"invalid_token\", "
                        + "error_description=\"not a signed token (JWT)\"");
    }

    @Test
    void anotherSchemeGetsA401() throws Exception {
        assertProblem(
                send(request("/who").header("Authorization", "Basic dXNlcjpwYXNz")),
                401,
                "the Authorization header must be 'Bearer <token>'");
    }

    @Test
    void aTokenInTheUrlDoesNotCount() throws Exception {
        assertThat(send(request("/who?access_token=" + viewer())).statusCode()).isEqualTo(401);
    }

    @Test
    void twoTokensAreOneTooMany() throws Exception {
        assertProblem(
                send(request("/who")
                        .header("Authorization", "Bearer " + viewer())
                        .header("Authorization", "Bearer " + viewer())),
                401,
                "the request carries more than one token");
    }

    @Test
    void whatTheTokenDoesNotCoverIsA403ThatSaysWhy() throws Exception {
        String other =
                issuer.issue(Principal.person("n", Role.VIEWER, Set.of(new WardId("icu-2"))), HOUR);

        assertThat(get("/ward", viewer()).body()).isEqualTo("seen");
        assertProblem(
                get("/ward", other), 403, "this token is for ward 'icu-2', not for ward 'icu-1'");
    }

    @Test
    void routingErrorsAreProblemsToo() throws Exception {
        assertProblem(get("/nowhere", viewer()), 404, "The requested resource could not be found.");
        HttpResponse<String> wrongMethod =
                send(request("/who").DELETE().header("Authorization", "Bearer " + viewer()));
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("allow")).contains("GET");
        assertThat(wrongMethod.headers().firstValue("content-type"))
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "/busy, no answer in time",
        "/late, no answer in time",
        "/away, the store can't be read now"
    })
    void whatMayGoWellLaterIsA503ThatSaysSo(String path, String what) throws Exception {
        HttpResponse<String> response = get(path, viewer());

        assertProblem(
                response,
                503,
                what + "; try again in a few seconds, and if it stays so, tell whoever runs the"
                        + " server");
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void aSubprotocolCarriesTheTokenAndIsNotEchoed() throws Exception {
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("vigil.alarms.v1+json", "bearer." + viewer())
                .buildAsync(uri("ws", "/stream"), new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS);

        assertThat(socket.getSubprotocol()).isEqualTo("vigil.alarms.v1+json");
        socket.abort();
    }

    @Test
    void aHeaderWorksOnAWebSocketToo() throws Exception {
        EchoListener listener = new EchoListener();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + viewer())
                .subprotocols("vigil.alarms.v1+cbor")
                .buildAsync(uri("ws", "/stream"), listener)
                .get(10, TimeUnit.SECONDS);
        socket.sendText("hello", true);

        assertThat(socket.getSubprotocol()).isEqualTo("vigil.alarms.v1+cbor");
        assertThat(listener.text.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void aWebSocketWithoutAFittingSubprotocolGetsA400() {
        assertHandshakeFails(400, "vigil.alarms.v9+json", "bearer." + viewer());
    }

    @Test
    void aWebSocketWithABadTokenGetsA401() {
        assertHandshakeFails(401, "vigil.alarms.v1+json", "bearer.nonsense");
        assertHandshakeFails(401, "vigil.alarms.v1+json");
    }

    @Test
    void aSubprotocolOutsideAWebSocketIsNoToken() throws Exception {
        HttpResponse<String> response =
                send(request("/who").header("Sec-WebSocket-Protocol", "bearer." + viewer()));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void aPlainRequestForAStreamLearnsToUpgrade() throws Exception {
        assertProblem(
                get("/stream", viewer()),
                426,
                "this is a WebSocket: send an upgrade that offers "
                        + "vigil.alarms.v1+json or vigil.alarms.v1+cbor");
    }

    @Test
    void theSameKeyAndBodyWritesOnce() throws Exception {
        HttpResponse<String> first = post("/write", "key-1", "body ");
        HttpResponse<String> again = post("/write", "key-1", "body ");

        assertThat(List.of(first.statusCode(), again.statusCode())).containsExactly(201, 201);
        assertThat(List.of(first.body(), again.body())).containsExactly("body 1", "body 1");
        assertThat(WRITES).hasValue(1);
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() throws Exception {
        post("/write", "key-2", "body ");

        assertProblem(
                post("/write", "key-2", "another "),
                422,
                "this Idempotency-Key was used with another body");
        assertThat(WRITES).hasValue(1);
    }

    @Test
    void withoutAKeyEveryRequestWrites() throws Exception {
        for (int i = 0; i < 2; i++) {
            send(request("/write")
                    .header("Authorization", "Bearer " + viewer())
                    .POST(BodyPublishers.ofString("body ")));
        }
        assertThat(WRITES).hasValue(2);
    }

    @Test
    void aRefusedWriteMayBeTriedAgain() throws Exception {
        assertProblem(post("/write", "key-3", "refuse me"), 409, "refused 1");
        assertProblem(post("/write", "key-3", "refuse me"), 409, "refused 2");
        assertThat(post("/write", "key-3", "body ").body()).isEqualTo("body 3");
    }

    @Test
    void aWriteThatFailsLetsGoOfItsKey() throws Exception {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = post("/fail", "key-4", "body");
            assertProblem(response, 500, "the server failed to answer; its log says why");
            assertThat(response.headers().firstValue("retry-after")).isEmpty();
        }
        assertThat(WRITES).hasValue(2);
    }

    @Test
    void whoComesDuringAWriteGetsItsAnswer() throws Exception {
        CompletableFuture<HttpResponse<String>> first = postAsync("/slow", "key-5", "body");
        CompletableFuture<HttpResponse<String>> second = postAsync("/slow", "key-5", "body");
        assertProblem(
                post("/slow", "key-6 with space", "body"),
                400,
                "an Idempotency-Key is 1 to 128 visible ASCII characters");
        slowWrite.complete(null);

        assertThat(first.get(10, TimeUnit.SECONDS).body()).isEqualTo("slow 1");
        assertThat(second.get(10, TimeUnit.SECONDS).body()).isEqualTo("slow 1");
        assertThat(WRITES).hasValue(1);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        assertProblem(post("/write", "key-7", "x".repeat(70_000)), 413, "the body is too large");
        assertThat(WRITES).hasValue(0);
    }

    private static String viewer() {
        return issuer.issue(Principal.person("nurse", Role.VIEWER, Set.of()), HOUR);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String detail)
            throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isEqualTo(detail);
    }

    private static void assertHandshakeFails(int status, String first, String... more) {
        CompletableFuture<WebSocket> socket = client.newWebSocketBuilder()
                .subprotocols(first, more)
                .buildAsync(uri("ws", "/stream"), new WebSocket.Listener() {});
        assertThatThrownBy(socket::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    private static HttpResponse<String> post(String path, String key, String body)
            throws Exception {
        return postAsync(path, key, body).get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<HttpResponse<String>> postAsync(
            String path, String key, String body) {
        HttpRequest request = request(path)
                .header("Authorization", "Bearer " + viewer())
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri("http", path)).timeout(Duration.ofSeconds(10));
    }

    private static URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + address.getPort() + path);
    }

    private static final class EchoListener implements WebSocket.Listener {

        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return CompletableFuture.completedFuture(null);
        }
    }
}
