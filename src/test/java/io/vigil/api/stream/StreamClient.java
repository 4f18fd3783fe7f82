package io.vigil.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.api.ContractValidator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client's end of a stream: its messages in order, and a way to stop reading. */
final class StreamClient implements WebSocket.Listener {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper CBOR = new CBORMapper();

    private static final ContractValidator CONTRACT = ContractValidator.shipped();

    private final ContractValidator.Stream stream;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean paused;
    private volatile WebSocket socket;

    /** @param stream whose contract every message must hold */
    StreamClient(ContractValidator.Stream stream) {
        this.stream = stream;
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(parse(text.toString()));
            text.setLength(0);
        }
        return next(from);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        bytes.writeBytes(part);
        if (last) {
            try {
                messages.add(CBOR.readTree(bytes.toByteArray()));
            } catch (IOException e) {
                closed.completeExceptionally(e);
            }
            bytes.reset();
        }
        return next(from);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        return next(from);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Stops reading after the next message: what comes then fills the socket and the queue. */
    void pause() {
        paused = true;
    }

    void proceed() {
        paused = false;
        socket.request(1);
    }

    void send(String json) {
        socket.sendText(json, true).join();
    }

    WebSocket socket() {
        return socket;
    }

    /** The next message of this type; others in between are skipped. */
    JsonNode next(String type) throws InterruptedException {
        JsonNode message = next();
        while (!message.path("type").asText().equals(type)) {
            message = next();
        }
        return message;
    }

    /** The next message. */
    JsonNode next() throws InterruptedException {
        JsonNode message = messages.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError(
                    "no message came",
                    closed.isCompletedExceptionally() ? closed.exceptionNow() : null);
        }
        assertThat(CONTRACT.fromServer(stream, message)).as(message.toString()).isEmpty();
        return message;
    }

    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    private CompletionStage<?> next(WebSocket from) {
        if (!paused) {
            from.request(1);
        }
        return null;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
