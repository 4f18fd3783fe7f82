package io.vigil.api;

import io.vigil.core.Nullable;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.Logging;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.impl.engine.server.UpgradeToOtherProtocolResponseHeader;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.impl.engine.ws.WebSocket$;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.settings.WebSocketSettings;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.scaladsl.BidiFlow;
import org.apache.pekko.util.ByteString;

import scala.Option;
import scala.jdk.javaapi.DurationConverters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * WebSockets that the server can close with a code of its choice, as RFC 6455 has it.
 *
 * <p>Pekko HTTP lets a server close a WebSocket (by completing its stream) but not say why: the
 * code is always 1000, or 1011 when the stream failed. So the close frame is exchanged on its way
 * out. The frames leave the renderer one by one and unmasked, each as one chunk, and ours are never
 * fragmented: a chunk that begins with the opcode of a close frame is one.
 *
 * <p>Devices' sockets have {@link WholeMessages} in the place of Pekko HTTP's layer of messages. The
 * header that carries the connection's byte flow and the layers of a socket are not public API; tests
 * hold all of it against real clients.
 */
public final class ClosableSockets {

    private static final byte OPCODE_CLOSE = (byte) 0x88;
    private static final int HEADER_BYTES = 2;
    private static final int CODE_BYTES = 2;

    /** For which a closing socket waits for the other end. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final WebSocketSettings settings;
    private final LoggingAdapter log;

    /** Sockets as this system's settings have them. */
    public ClosableSockets(ActorSystem<?> system) {
        this.settings = (WebSocketSettings)
                ServerSettings.create(system.classicSystem()).getWebsocketSettings();
        this.log = Logging.getLogger(system.classicSystem(), ClosableSockets.class);
    }

    /** Why the server ends a stream: a code of RFC 6455 and at most 123 bytes of reason. */
    public record Close(int code, String reason) {

        private ByteString frame() {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + CODE_BYTES + text.length);
            frame.put(OPCODE_CLOSE)
                    .put((byte) (CODE_BYTES + text.length))
                    .putShort((short) code)
                    .put(text);
            return ByteString.fromArrayUnsafe(frame.array());
        }
    }

    /**
     * The response that turns the request into a WebSocket.
     *
     * @param messages when it completes, the WebSocket closes
     * @param close asked then: the code to close with, or null for the usual one
     */
    public HttpResponse accept(
            WebSocketUpgrade upgrade,
            String subprotocol,
            Flow<Message, Message, ?> messages,
            Supplier<@Nullable Close> close) {
        UpgradeToWebSocketLowLevel frames = (UpgradeToWebSocketLowLevel) upgrade;
        return closing(frames.handleFrames(joined(messages), Option.apply(subprotocol)), close);
    }

    /** All that is above the frames: Pekko HTTP's own layers, but for the one with the messages. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's types are wider than Java can say
    private Graph<FlowShape<FrameEvent, FrameEvent>, Object> joined(
            Flow<Message, Message, ?> messages) {
        WebSocket$ layers = WebSocket$.MODULE$;
        BidiFlow frames = layers.masking(true, settings.randomFactory());
        return frames.atop(
                        layers.frameHandling(true, DurationConverters.toScala(CLOSE_TIMEOUT), log))
                .atop(new WholeMessages(
                        CLOSE_TIMEOUT,
                        Duration.ofNanos(settings.periodicKeepAliveMaxIdle().toNanos())))
                .join(messages);
    }

    /**
     * The upgrade's response, whose close frame says what {@code close} says at that time.
     *
     * @param close null for what isn't ours to say: an answer to the client's close stays as it is
     */
    public static HttpResponse closing(HttpResponse upgrade, Supplier<@Nullable Close> close) {
        List<HttpHeader> headers = new ArrayList<>();
        for (HttpHeader header : upgrade.getHeaders()) {
            headers.add(
                    header instanceof UpgradeToOtherProtocolResponseHeader bytes
                            ? exchanging(bytes, close)
                            : header);
        }
        return upgrade.withHeaders(headers);
    }

    private static UpgradeToOtherProtocolResponseHeader exchanging(
            UpgradeToOtherProtocolResponseHeader bytes, Supplier<@Nullable Close> close) {
        Flow<ByteString, ByteString, Object> frames = bytes.handler().asJava();
        return new UpgradeToOtherProtocolResponseHeader(
                frames.map(frame -> isClose(frame) ? exchanged(frame, close.get()) : frame)
                        .asScala());
    }

    private static boolean isClose(ByteString frame) {
        return !frame.isEmpty() && frame.apply(0) == OPCODE_CLOSE;
    }

    private static ByteString exchanged(ByteString usual, @Nullable Close ours) {
        return ours == null ? usual : ours.frame();
    }
}
