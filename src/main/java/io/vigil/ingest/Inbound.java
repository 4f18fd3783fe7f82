package io.vigil.ingest;

import io.vigil.core.Bounds;

import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.util.ByteString;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * WebSocket messages, whole or in pieces, to what they say.
 *
 * <p>Nearly all come whole and are decoded on the spot. One that comes in pieces is put together
 * only as far as the size that a message may have.
 */
final class Inbound {

    /** A message in pieces that dribbles in would hold its connection's memory for ever. */
    private static final Duration PIECES_TIMEOUT = Duration.ofSeconds(30);

    private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

    private final Format format;
    private final Materializer materializer;

    /** @param nanos when it arrived, {@link System#nanoTime()} */
    record Arrived(Decoded decoded, long nanos) {}

    Inbound(Format format, Materializer materializer) {
        this.format = format;
        this.materializer = materializer;
    }

    CompletionStage<Arrived> receive(Message message) {
        long nanos = System.nanoTime();
        CompletionStage<Decoded> decoded = message.isText()
                ? text(message.asTextMessage())
                : binary(message.asBinaryMessage());
        return decoded.thenApply(what -> new Arrived(what, nanos));
    }

    private CompletionStage<Decoded> text(TextMessage message) {
        if (message.isStrict()) {
            return CompletableFuture.completedFuture(decode(message.getStrictText()));
        }
        return message.getStreamedText()
                .limitWeighted(Bounds.MESSAGE_BYTES_MAX, piece -> (long) piece.length())
                .completionTimeout(PIECES_TIMEOUT)
                .runFold(new StringBuilder(), StringBuilder::append, materializer)
                .thenApply(whole -> decode(whole.toString()))
                .exceptionally(Inbound::tooBig);
    }

    private CompletionStage<Decoded> binary(BinaryMessage message) {
        if (message.isStrict()) {
            return CompletableFuture.completedFuture(decode(message.getStrictData()));
        }
        return message.getStreamedData()
                .limitWeighted(Bounds.MESSAGE_BYTES_MAX, piece -> (long) piece.size())
                .completionTimeout(PIECES_TIMEOUT)
                .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
                .thenApply(this::decode)
                .exceptionally(Inbound::tooBig);
    }

    private static Decoded tooBig(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof StreamLimitReachedException) {
            return new Decoded.TooBig();
        }
        throw new CompletionException(cause);
    }

    private Decoded decode(String text) {
        if (isTooBig(text)) {
            return new Decoded.TooBig();
        }
        return switch (format) {
            case JSON -> FrameCodec.decodeJson(text);
            case CBOR -> new Decoded.NotUnderstood("this subprotocol's messages are binary", null);
        };
    }

    private Decoded decode(ByteString bytes) {
        if (bytes.size() > Bounds.MESSAGE_BYTES_MAX) {
            return new Decoded.TooBig();
        }
        return switch (format) {
            case JSON -> new Decoded.NotUnderstood("this subprotocol's messages are text", null);
            case CBOR -> FrameCodec.decodeCbor(bytes.toArray());
        };
    }

    private static boolean isTooBig(String text) {
        if (text.length() <= Bounds.MESSAGE_BYTES_MAX / UTF8_BYTES_PER_CHAR_MAX) {
            return false;
        }
        return text.length() > Bounds.MESSAGE_BYTES_MAX
                || text.getBytes(StandardCharsets.UTF_8).length > Bounds.MESSAGE_BYTES_MAX;
    }
}
