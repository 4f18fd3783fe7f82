package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.api.ContractValidator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device's side of a WebSocket. Holds every message of the server to the published contract. */
final class DeviceClient implements WebSocket.Listener {

    private static final int TIMEOUT_SECONDS = 10;

    record Closed(int code, String reason) {}

    private final ContractValidator contract = ContractValidator.shipped();
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> pinged = new CompletableFuture<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private final ObjectMapper mapper;
    private final Format format;
    private WebSocket socket;

    private DeviceClient(Format format) {
        this.format = format;
        this.mapper = switch (format) {
            case JSON -> new JsonMapper();
            case CBOR -> new CBORMapper();
        };
    }

    static DeviceClient connect(HttpClient http, URI uri, String token, Format format) {
        DeviceClient client = new DeviceClient(format);
        String suffix = switch (format) {
            case JSON -> "+json";
            case CBOR -> "+cbor";
        };
        client.socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("vigil.device.v1" + suffix)
                .buildAsync(uri, client)
                .join();
        return client;
    }

    /** Sends what is written with single quotes. */
    void send(String json) {
        sendRaw(json.replace('\'', '"'));
    }

    void sendRaw(String text) {
        try {
            switch (format) {
                case JSON -> socket.sendText(text, true).join();
                case CBOR ->
                    socket.sendBinary(
                                    ByteBuffer.wrap(mapper.writeValueAsBytes(
                                            new JsonMapper().readTree(text))),
                                    true)
                            .join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WebSocket socket() {
        return socket;
    }

    void expect(String json) {
        try {
            assertThat(next()).isEqualTo(new JsonMapper().readTree(json.replace('\'', '"')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode next() {
        try {
            JsonNode message = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("a message of the server").isNotNull();
            assertThat(contract.fromServer(ContractValidator.Stream.DEVICES, message))
                    .isEmpty();
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitPing() {
        pinged.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    Closed awaitClose() {
        return closed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
        return piece(from, data.toString().getBytes(StandardCharsets.UTF_8), isLast);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return piece(from, bytes, isLast);
    }

    private CompletionStage<?> piece(WebSocket from, byte[] bytes, boolean isLast) {
        pieces.writeBytes(bytes);
        if (isLast) {
            received.add(parsed(pieces.toByteArray()));
            pieces.reset();
        }
        from.request(1);
        return null;
    }

    /** Through JSON, so that numbers compare whatever their width in CBOR. */
    private JsonNode parsed(byte[] bytes) {
        try {
            return new JsonMapper().readTree(mapper.readTree(bytes).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        pinged.complete(null);
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }
}
