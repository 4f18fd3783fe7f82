package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.core.DeviceId;
import io.vigil.security.Principal;
import io.vigil.security.Role;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A WebSocket to the server, in JSON or CBOR as the subprotocol says. */
public final class Socket implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final boolean binary;
    private final ObjectMapper mapper;
    private final BlockingQueue<JsonNode> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final HttpClient http;
    private final Consumer<JsonNode> received;
    private WebSocket socket;

    private Socket(HttpClient http, boolean binary, Consumer<JsonNode> received) {
        this.http = http;
        this.binary = binary;
        this.mapper = binary ? new CBORMapper() : new ObjectMapper();
        this.received = received;
    }

    public static Socket open(URI server, String path, String token, String subprotocol) {
        return open(server, path, token, subprotocol, _ -> {});
    }

    /** @param received sees every message as it comes */
    public static Socket open(
            URI server,
            String path,
            String token,
            String subprotocol,
            Consumer<JsonNode> received) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return open(http, server, path, token, subprotocol, received);
    }

    /** A device's, which has yet to say hello. */
    static Socket device(ServerProcess server, String device) {
        String token = server.token(Principal.device(new DeviceId(device)));
        return open(server.http(), "/v1/stream/devices", token, "vigil.device.v1+json");
    }

    /** A screen of the ward that has its snapshot. */
    static Socket screen(ServerProcess server, String ward) throws InterruptedException {
        Socket screen = open(
                server.http(),
                "/v1/stream/alarms?ward=" + ward,
                server.token(Role.VIEWER),
                "vigil.alarms.v1+json");
        screen.expect("snapshot");
        return screen;
    }

    static Socket open(
            HttpClient http,
            URI server,
            String path,
            String token,
            String subprotocol,
            Consumer<JsonNode> received) {
        String scheme = server.getScheme().equals("https") ? "wss://" : "ws://";
        Socket opened = new Socket(http, subprotocol.endsWith("+cbor"), received);
        opened.socket = opened.http
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols(subprotocol)
                .buildAsync(
                        URI.create(scheme + server.getAuthority() + path), opened.new Listener())
                .join();
        assertThat(opened.socket.getSubprotocol()).isEqualTo(subprotocol);
        return opened;
    }

    public void send(JsonNode message) {
        try {
            byte[] bytes = mapper.writeValueAsBytes(message);
            if (binary) {
                socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
            } else {
                sendText(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Says hello as a device in its first epoch.
     *
     * @param next the number of the frame that comes next
     * @return the server's {@code ready}
     */
    JsonNode hello(String device, long next) throws InterruptedException {
        send(Messages.hello(device, 1, next));
        return expect("ready");
    }

    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    /** The next message of this type; others before it are passed over. */
    JsonNode expect(String type) throws InterruptedException {
        return expect(type, _ -> true);
    }

    JsonNode expect(String type, Predicate<JsonNode> wanted) throws InterruptedException {
        List<JsonNode> passed = new ArrayList<>();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode message = inbox.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("no such '" + type + "' came, but " + passed);
            }
            if (message.path("type").asText().equals(type) && wanted.test(message)) {
                return message;
            }
            passed.add(message);
        }
    }

    /** All messages that have come and were not asked for yet. */
    List<JsonNode> drain() {
        List<JsonNode> all = new ArrayList<>();
        inbox.drainTo(all);
        return all;
    }

    /** The code that the server closes with. */
    int closeCode() throws Exception {
        return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                read(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            bytes.writeBytes(part);
            if (last) {
                read(bytes.toByteArray());
                bytes.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }

        private void read(byte[] message) {
            try {
                JsonNode node = mapper.readTree(message);
                received.accept(node);
                inbox.add(node);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
