package io.vigil.api;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;

import org.apache.pekko.http.impl.engine.ws.FrameEvent$;
import org.apache.pekko.http.impl.engine.ws.FrameHandler;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.Protocol;
import org.apache.pekko.http.impl.engine.ws.WebSocket;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

import scala.Option;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The upper end of a WebSocket: from the parts of messages to whole ones, and from whole ones to
 * frames, in one stage.
 *
 * <p>Pekko HTTP's own makes a stream of each message, in case it never ends. Vigil's messages are
 * small and bounded: one that is too big comes out as soon as it is, and what follows of it is passed
 * over.
 */
final class WholeMessages
        extends GraphStage<BidiShape<FrameHandler.Output, Message, Message, Object>> {

    /** A message in pieces that dribbles in would hold its connection's memory for ever. */
    private static final Duration PIECES_TIMEOUT = Duration.ofSeconds(30);

    private static final Protocol.Opcode TEXT = Protocol.Opcode$.MODULE$.forCode((byte) 1);
    private static final Protocol.Opcode BINARY = Protocol.Opcode$.MODULE$.forCode((byte) 2);

    private static final FrameHandler.DirectAnswer PING = new FrameHandler.DirectAnswer(
            frame(Protocol.Opcode$.MODULE$.forCode((byte) 9), ByteString.emptyByteString()));

    private final Duration closeTimeout;
    private final long pingAfterNanos;
    private final Inlet<FrameHandler.Output> parts = Inlet.create("WholeMessages.parts");
    private final Outlet<Message> received = Outlet.create("WholeMessages.received");
    private final Inlet<Message> sent = Inlet.create("WholeMessages.sent");
    private final Outlet<Object> frames = Outlet.create("WholeMessages.frames");
    private final BidiShape<FrameHandler.Output, Message, Message, Object> shape =
            BidiShape.of(parts, received, sent, frames);

    /**
     * @param closeTimeout how often the layer below looks whether a closing takes too long
     * @param pingAfter a client that has sent nothing for this long is sent a ping at the next look;
     *     Pekko HTTP's own layer for that sets a timer for each message and cancels it with the next
     */
    WholeMessages(Duration closeTimeout, Duration pingAfter) {
        this.closeTimeout = closeTimeout;
        this.pingAfterNanos = pingAfter.toNanos();
    }

    @Override
    public BidiShape<FrameHandler.Output, Message, Message, Object> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {

        private static final String TICK = "tick";
        private static final String PIECES = "pieces";

        private @Nullable Pieces pieces;
        private long heardNanos = System.nanoTime();

        Logic() {
            super(shape);
            setHandler(parts, new AbstractInHandler() {
                @Override
                public void onPush() {
                    came(grab(parts));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(received);
                    completeIfBothEnded();
                }
            });
            setHandler(sent, new AbstractInHandler() {
                @Override
                public void onPush() {
                    emit(frames, frame(grab(sent)), () -> tryPull(sent));
                }

                @Override
                public void onUpstreamFinish() {
                    ended(FrameHandler.UserHandlerCompleted$.MODULE$);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    ended(new FrameHandler.UserHandlerErredOut(failure));
                }

                private void ended(FrameHandler.BypassEvent how) {
                    emit(frames, how, Logic.this::completeIfBothEnded);
                }
            });
            setHandler(received, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    // What comes is emitted when it is there.
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    // Nobody listens any more, and the closing goes on.
                    if (!hasBeenPulled(parts)) {
                        tryPull(parts);
                    }
                }
            });
            setHandler(frames, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    // Likewise.
                }
            });
        }

        @Override
        public void preStart() {
            pull(parts);
            pull(sent);
            scheduleWithFixedDelay(TICK, closeTimeout, closeTimeout);
        }

        @Override
        public void onTimer(Object key) {
            if (key.equals(PIECES)) {
                failStage(new TimeoutException("a message in pieces did not end"));
            } else if (isAvailable(frames)) {
                push(frames, takeQuiet() ? PING : WebSocket.Tick$.MODULE$);
            }
        }

        /** True once in each while of quiet. */
        private boolean takeQuiet() {
            long now = System.nanoTime();
            boolean isQuiet = now - heardNanos >= pingAfterNanos;
            heardNanos = isQuiet ? now : heardNanos;
            return isQuiet;
        }

        private void came(FrameHandler.Output output) {
            heardNanos = System.nanoTime();
            switch (output) {
                case FrameHandler.MessageDataPart part -> part(part);
                case FrameHandler.PeerClosed closed -> closing(closed, closed.code());
                case FrameHandler.ActivelyCloseWithCode closing -> closing(closing, closing.code());
                case FrameHandler.BypassEvent event -> emit(frames, event, this::next);
                default -> next();
            }
        }

        private void next() {
            tryPull(parts);
        }

        private void part(FrameHandler.MessageDataPart part) {
            Pieces before = pieces;
            if (before == null && part.last()) {
                deliver(whole(part));
                return;
            }
            Pieces now = before == null ? new Pieces() : before;
            if (before == null) {
                scheduleOnce(PIECES, PIECES_TIMEOUT);
            }
            boolean wasTooBig = now.isTooBig();
            now.add(part);
            pieces = part.last() ? null : now;
            if (part.last()) {
                cancelTimer(PIECES);
            }
            if (!wasTooBig && (part.last() || now.isTooBig())) {
                deliver(now.message(part));
            } else {
                next();
            }
        }

        private void deliver(Message message) {
            if (isClosed(received)) {
                next();
            } else {
                emit(received, message, this::next);
            }
        }

        private void closing(FrameHandler.BypassEvent how, Option<Object> code) {
            emit(frames, how, this::next);
            if (code.isDefined() && Protocol.CloseCodes$.MODULE$.isError((int) code.get())) {
                fail(received, new ClosedWithError((int) code.get()));
            } else {
                complete(received);
            }
        }

        private void completeIfBothEnded() {
            if (isClosed(parts) && isClosed(sent)) {
                complete(frames);
            }
        }
    }

    /** The other end, or the layer below, has ended the connection for a reason that is an error. */
    static final class ClosedWithError extends RuntimeException {

        private static final long serialVersionUID = 1;

        ClosedWithError(int code) {
            super("closed with error code " + code, null, false, false);
        }
    }

    /** A message in pieces, as far as a message may grow. */
    private static final class Pieces {

        private final StringBuilder text = new StringBuilder();
        private final ByteStringBuilder bytes = new ByteStringBuilder();

        void add(FrameHandler.MessageDataPart part) {
            if (isTooBig()) {
                return;
            }
            switch (part) {
                case FrameHandler.TextMessagePart piece -> text.append(piece.data());
                case FrameHandler.BinaryMessagePart piece -> bytes.append(piece.data());
                default -> throw new IllegalStateException("a part of what? " + part);
            }
        }

        boolean isTooBig() {
            return text.length() > Bounds.MESSAGE_BYTES_MAX
                    || bytes.length() > Bounds.MESSAGE_BYTES_MAX;
        }

        Message message(FrameHandler.MessageDataPart last) {
            return last instanceof FrameHandler.TextMessagePart
                    ? TextMessage.create(text.toString())
                    : BinaryMessage.create(bytes.result());
        }
    }

    private static Message whole(FrameHandler.MessageDataPart part) {
        return switch (part) {
            case FrameHandler.TextMessagePart text -> TextMessage.create(text.data());
            case FrameHandler.BinaryMessagePart binary -> BinaryMessage.create(binary.data());
            default -> throw new IllegalStateException("a message of what? " + part);
        };
    }

    private static FrameStart frame(Message message) {
        if (!message.isStrict()) {
            throw new IllegalArgumentException("a message in pieces is not for this socket");
        }
        return message.isText()
                ? frame(TEXT, ByteString.fromString(message.asTextMessage().getStrictText()))
                : frame(BINARY, message.asBinaryMessage().getStrictData());
    }

    private static FrameStart frame(Protocol.Opcode opcode, ByteString data) {
        return FrameEvent$.MODULE$.fullFrame(
                opcode, Option.empty(), data, true, false, false, false);
    }
}
