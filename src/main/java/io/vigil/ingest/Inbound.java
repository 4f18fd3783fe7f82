package io.vigil.ingest;

import io.vigil.core.Bounds;

import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.util.ByteString;

import java.nio.charset.StandardCharsets;

/** WebSocket messages, each of them whole, to what they say. */
final class Inbound {

    private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

    private final Format format;

    /** @param nanos when it arrived, {@link System#nanoTime()} */
    record Arrived(Decoded decoded, long nanos) {}

    Inbound(Format format) {
        this.format = format;
    }

    Arrived receive(Message message) {
        long nanos = System.nanoTime();
        Decoded decoded = message.isText()
                ? decode(message.asTextMessage().getStrictText())
                : decode(message.asBinaryMessage().getStrictData());
        return new Arrived(decoded, nanos);
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
