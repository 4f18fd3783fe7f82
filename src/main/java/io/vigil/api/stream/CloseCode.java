package io.vigil.api.stream;

import org.apache.pekko.http.impl.engine.server.UpgradeToOtherProtocolResponseHeader;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Why the server closes a WebSocket, as RFC 6455 has it.
 *
 * <p>Pekko HTTP lets a server close a WebSocket (by completing its stream) but not say why: the
 * code is always 1000. So the close frame is exchanged on its way out. The frames leave the
 * renderer one by one and unmasked, each as one chunk, and ours are never fragmented: a chunk that
 * begins with the opcode of a close frame is one. Only the header that carries the connection's
 * byte flow is not public API; a test holds the codes against a real client.
 */
public enum CloseCode {
    NORMAL(1000, ""),
    GOING_AWAY(1001, "the server stops"),
    POLICY(1008, "too many bad messages"),
    TOKEN_ENDED(1008, "the token has ended"),
    TOO_BIG(1009, "message over 64 KiB");

    private static final byte CLOSE_FRAME = (byte) 0x88;
    private static final int HEADER_BYTES = 2;
    private static final int CODE_BYTES = 2;

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** The upgrade's response, whose close frame says what {@code why} says at that time. */
    public static HttpResponse applied(HttpResponse upgrade, Supplier<CloseCode> why) {
        List<HttpHeader> headers = new ArrayList<>();
        for (HttpHeader header : upgrade.getHeaders()) {
            headers.add(
                    header instanceof UpgradeToOtherProtocolResponseHeader bytes
                            ? exchanging(bytes, why)
                            : header);
        }
        return upgrade.withHeaders(headers);
    }

    private static UpgradeToOtherProtocolResponseHeader exchanging(
            UpgradeToOtherProtocolResponseHeader bytes, Supplier<CloseCode> why) {
        Flow<ByteString, ByteString, Object> frames = bytes.handler().asJava();
        return new UpgradeToOtherProtocolResponseHeader(
                frames.map(frame -> isClose(frame) ? exchange(frame, why.get()) : frame)
                        .asScala());
    }

    private static boolean isClose(ByteString frame) {
        return !frame.isEmpty() && frame.apply(0) == CLOSE_FRAME;
    }

    /** What isn't ours to say (an answer to the client's close, an error) stays as it is. */
    private static ByteString exchange(ByteString frame, CloseCode why) {
        return why == NORMAL ? frame : why.frame();
    }

    private ByteString frame() {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + CODE_BYTES + text.length);
        frame.put(CLOSE_FRAME)
                .put((byte) (CODE_BYTES + text.length))
                .putShort((short) code)
                .put(text);
        return ByteString.fromArrayUnsafe(frame.array());
    }
}
