package io.vigil.api.stream;

import io.vigil.api.json.Wire;
import io.vigil.core.Bounds;

import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A WebSocket's messages, one after the other and whole. They may arrive in pieces and never end,
 * so their size is counted as they come: past the bound the rest is read and thrown away.
 */
final class Inbound {

    private final Wire wire;
    private final Materializer materializer;
    private final Runnable tooBig;

    /** @param tooBig called once a message has passed the bound, which may be before its end */
    Inbound(Wire wire, Materializer materializer, Runnable tooBig) {
        this.wire = wire;
        this.materializer = materializer;
        this.tooBig = tooBig;
    }

    Flow<Message, ClientMessage, NotUsed> flow() {
        return Flow.<Message>create().mapAsync(1, this::read);
    }

    private CompletionStage<ClientMessage> read(Message message) {
        if (message.isStrict()) {
            Pieces pieces = new Pieces();
            pieces.add(
                    message.isText()
                            ? ByteString.fromString(message.asTextMessage().getStrictText())
                            : message.asBinaryMessage().getStrictData());
            return CompletableFuture.completedFuture(parse(message, pieces));
        }
        return pieces(message)
                .runFold(new Pieces(), Pieces::add, materializer)
                .thenApply(pieces -> parse(message, pieces));
    }

    private ClientMessage parse(Message message, Pieces pieces) {
        if (pieces.isTooBig()) {
            return new ClientMessage.Bad("message over 64 KiB");
        }
        return switch (wire) {
            case JSON ->
                message.isText()
                        ? ClientMessageReader.read(wire, pieces.bytes())
                        : new ClientMessage.Bad("messages here are JSON in text messages");
            case CBOR ->
                message.isText()
                        ? new ClientMessage.Bad("messages here are CBOR in binary messages")
                        : ClientMessageReader.read(wire, pieces.bytes());
        };
    }

    private static Source<ByteString, ?> pieces(Message message) {
        if (message.isText()) {
            return message.asTextMessage().getStreamedText().map(ByteString::fromString);
        }
        return message.asBinaryMessage().getStreamedData();
    }

    private final class Pieces {

        private final ByteStringBuilder kept = new ByteStringBuilder();
        private long size;

        private Pieces add(ByteString piece) {
            boolean wasTooBig = isTooBig();
            size += piece.size();
            if (!isTooBig()) {
                kept.append(piece);
            } else if (!wasTooBig) {
                tooBig.run();
            }
            return this;
        }

        private boolean isTooBig() {
            return size > Bounds.MESSAGE_BYTES_MAX;
        }

        private byte[] bytes() {
            return kept.result().toArray();
        }
    }
}
