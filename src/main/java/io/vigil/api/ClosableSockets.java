package io.vigil.api;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.event.Logging;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameEvent$;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.impl.engine.ws.WebSocket;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.settings.WebSocketSettings;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.javadsl.Flow;

import scala.Option;
import scala.concurrent.duration.FiniteDuration;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * WebSockets that the server can close with a code of its choice.
 *
 * <p>The protocol closes with 1008 and 1009, but pekko-http only ever sends 1000 (the handler
 * completed) or 1011 (it failed). So the handler completes, and the close frame on its way out is
 * given the code that the handler left. Frames are pekko-http's internal interface: this class is
 * the only one that touches it, and a test of the streams fails if it changes.
 */
public final class ClosableSockets {

    private static final byte OPCODE_CLOSE = 0x8;

    /** How long the peer may take to answer a close frame before the connection is cut. */
    private static final FiniteDuration CLOSE_TIMEOUT = FiniteDuration.create(3, TimeUnit.SECONDS);

    private final WebSocketSettings settings;
    private final LoggingAdapter log;

    /** Why the server ends a stream: a code of RFC 6455 and at most 123 bytes of reason. */
    public record Close(int code, String reason) {}

    public ClosableSockets(ClassicActorSystemProvider system) {
        this.settings = ((ServerSettings) ServerSettings.apply(system)).websocketSettings();
        this.log = Logging.getLogger(system.classicSystem(), ClosableSockets.class);
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
        Invariants.check(
                upgrade instanceof UpgradeToWebSocketLowLevel,
                "pekko-http lets WebSocket upgrades be handled by frame");
        return ((UpgradeToWebSocketLowLevel) upgrade)
                .handleFrames(frames(messages, close), Option.apply(subprotocol));
    }

    private Graph<FlowShape<FrameEvent, FrameEvent>, Object> frames(
            Flow<Message, Message, ?> messages, Supplier<@Nullable Close> close) {
        Flow<FrameEvent, FrameEvent, NotUsed> usual = Flow.fromGraph(
                WebSocket.stack(true, settings, CLOSE_TIMEOUT, log).join(asScala(messages)));
        return widened(usual.map(frame -> withCode(frame, close)));
    }

    private static FrameEvent withCode(FrameEvent frame, Supplier<@Nullable Close> close) {
        if (frame instanceof FrameStart start && start.header().opcode().code() == OPCODE_CLOSE) {
            Close chosen = close.get();
            if (chosen != null) {
                return FrameEvent$.MODULE$.closeFrame(
                        chosen.code(), chosen.reason(), Option.empty());
            }
        }
        return frame;
    }

    /** Every message made through the Java API is one of the Scala API's too. */
    @SuppressWarnings("unchecked")
    private static Graph<
                    FlowShape<
                            org.apache.pekko.http.scaladsl.model.ws.Message,
                            org.apache.pekko.http.scaladsl.model.ws.Message>,
                    Object>
            asScala(Flow<Message, Message, ?> messages) {
        return (Graph<
                        FlowShape<
                                org.apache.pekko.http.scaladsl.model.ws.Message,
                                org.apache.pekko.http.scaladsl.model.ws.Message>,
                        Object>)
                (Graph<?, ?>) messages;
    }

    @SuppressWarnings("unchecked")
    private static Graph<FlowShape<FrameEvent, FrameEvent>, Object> widened(
            Flow<FrameEvent, FrameEvent, NotUsed> frames) {
        return (Graph<FlowShape<FrameEvent, FrameEvent>, Object>) (Graph<?, ?>) frames;
    }
}
