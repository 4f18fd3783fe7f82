package io.vigil.ops.replay;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One WebSocket of a link. Sends one message at a time and waits until it is on its way; puts the
 * pieces of received messages together; knows when the peer was last heard.
 */
final class LinkConnection {

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(LinkConnection.class.getName());

    /** What another attempt would only meet again: the request itself is wrong. */
    private static final Set<Integer> FINAL_STATUSES = Set.of(400, 401, 403, 404);

    /** Called by the connection's threads, one call at a time. */
    interface Events {
        void received(byte[] message);

        /** Once or more often. */
        void lost(String reason);
    }

    /** Trying again would be refused again. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        Refused(int status) {
            super("the server refused the connection: HTTP " + status);
        }
    }

    private final WebSocket socket;
    private final Format format;
    private final Inbound inbound;
    private long pingedNanos = System.nanoTime();

    private LinkConnection(WebSocket socket, Format format, Inbound inbound) {
        this.socket = socket;
        this.format = format;
        this.inbound = inbound;
    }

    static LinkConnection open(HttpClient http, URI uri, String token, Format format, Events events)
            throws InterruptedException, IOException, Refused {
        Inbound inbound = new Inbound(events);
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols(format.subprotocol())
                .connectTimeout(CONNECT_TIMEOUT)
                .buildAsync(uri, inbound);
        try {
            WebSocket socket = opening.get(2 * CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new LinkConnection(socket, format, inbound);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException answer
                    && FINAL_STATUSES.contains(answer.getResponse().statusCode())) {
                throw new Refused(answer.getResponse().statusCode());
            }
            throw new IOException(reason(e), e);
        } catch (TimeoutException e) {
            opening.cancel(true);
            throw new IOException("no answer from " + uri.getAuthority(), e);
        }
    }

    void send(byte[] message) throws InterruptedException, IOException {
        finish(
                switch (format) {
                    case JSON -> socket.sendText(new String(message, StandardCharsets.UTF_8), true);
                    case CBOR -> socket.sendBinary(ByteBuffer.wrap(message), true);
                },
                SEND_TIMEOUT);
    }

    /** Asks a quiet peer for a sign of life; fails if it gave none for long. */
    void pingIfQuiet(Silence silence) throws InterruptedException, IOException {
        long now = System.nanoTime();
        long quiet = now - inbound.heardNanos;
        if (quiet > silence.max().toNanos()) {
            throw new IOException("nothing heard for " + silence.max().toSeconds() + " s");
        }
        boolean isPingDue = now - pingedNanos > silence.beforePing().toNanos();
        if (quiet > silence.beforePing().toNanos() && isPingDue) {
            pingedNanos = now;
            finish(socket.sendPing(ByteBuffer.allocate(0)), SEND_TIMEOUT);
        }
    }

    void abort() {
        socket.abort();
    }

    void end() throws InterruptedException {
        try {
            if (!socket.isOutputClosed()) {
                finish(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""), CLOSE_TIMEOUT);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the close message could not be sent", e);
        } finally {
            socket.abort();
        }
    }

    private static void finish(CompletableFuture<WebSocket> sending, Duration timeout)
            throws InterruptedException, IOException {
        try {
            sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(reason(e), e);
        } catch (TimeoutException e) {
            throw new IOException("could not send for " + timeout.toSeconds() + " s", e);
        }
    }

    /** The innermost cause in words. The JDK's own exception for a closed port has none. */
    static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && !(cause instanceof ConnectException)) {
            cause = cause.getCause();
        }
        String said = cause.getMessage();
        if (said != null) {
            return said;
        }
        return cause instanceof ConnectException
                ? "connection refused"
                : cause.getClass().getSimpleName();
    }

    private static final class Inbound implements WebSocket.Listener {

        private final Events events;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private volatile long heardNanos = System.nanoTime();

        Inbound(Events events) {
            this.events = events;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean isLast) {
            return piece(socket, data.toString().getBytes(StandardCharsets.UTF_8), isLast);
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer data, boolean isLast) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return piece(socket, bytes, isLast);
        }

        private @Nullable CompletionStage<?> piece(WebSocket socket, byte[] bytes, boolean isLast) {
            heardNanos = System.nanoTime();
            message.writeBytes(bytes);
            if (message.size() > Bounds.MESSAGE_BYTES_MAX) {
                events.lost("a message over " + Bounds.MESSAGE_BYTES_MAX + " bytes came");
                return null;
            }
            if (isLast) {
                byte[] whole = message.toByteArray();
                message.reset();
                events.received(whole);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
            heardNanos = System.nanoTime();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            heardNanos = System.nanoTime();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            events.lost(("closed by the server: " + status + " " + reason).strip());
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            events.lost(reason(error));
        }
    }
}
