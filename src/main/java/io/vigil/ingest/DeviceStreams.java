package io.vigil.ingest;

import io.vigil.core.Nullable;
import io.vigil.patient.DeviceNotice;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Opens device streams: the two directions of a socket, with a {@link DeviceSession} between. */
public final class DeviceStreams {

    private final ActorSystem<?> system;
    private final DeviceSession.Ports ports;
    private final AtomicLong opened = new AtomicLong();

    /**
     * A connection's messages; to be run once.
     *
     * @param messages whole ones; it completes when the server ends the connection
     * @param close why the server has ended it; null if it has not
     */
    public record Stream(
            Flow<Message, Message, NotUsed> messages, Supplier<@Nullable SocketClose> close) {}

    public DeviceStreams(ActorSystem<?> system, DeviceSession.Ports ports) {
        this.system = system;
        this.ports = ports;
    }

    /** Messages to and from a connection that has just gone; the device says hello to the next. */
    public static List<Class<?>> expendable() {
        return List.of(DeviceNotice.class, DeviceSession.Command.class, DeviceSession.Taken.class);
    }

    /**
     * Opens one.
     *
     * @param tokenTtl how long the token is still good for: the connection ends with it
     */
    public Stream open(DeviceRights rights, Duration tokenTtl, Format format) {
        AtomicReference<@Nullable SocketClose> close = new AtomicReference<>();
        Flow<Message, Message, NotUsed> messages = Flow.fromMaterializer(
                        (materializer, _) -> connect(rights, tokenTtl, format, close, materializer))
                .mapMaterializedValue(_ -> NotUsed.getInstance());
        return new Stream(messages, close::get);
    }

    /** Only once the socket is there: a client that goes away before leaves no session behind. */
    private Flow<Message, Message, NotUsed> connect(
            DeviceRights rights,
            Duration tokenTtl,
            Format format,
            AtomicReference<@Nullable SocketClose> close,
            Materializer materializer) {
        Pair<BoundedSourceQueue<ServerMessage>, Source<ServerMessage, NotUsed>> out =
                Source.<ServerMessage>queue(Answers.QUEUE_MESSAGES).preMaterialize(materializer);
        ActorRef<DeviceSession.Command> session = system.systemActorOf(
                DeviceSession.create(ports, rights, tokenTtl, new Answers(out.first(), close)),
                "device-session-" + opened.incrementAndGet(),
                Props.empty());
        return Flow.fromSinkAndSource(
                inbound(session, new Inbound(format)),
                out.second().map(message -> encode(message, format)));
    }

    private static Sink<Message, NotUsed> inbound(
            ActorRef<DeviceSession.Command> session, Inbound inbound) {
        return Flow.<Message>create().map(inbound::receive).to(new ToSession(session));
    }

    private static Message encode(ServerMessage message, Format format) {
        return switch (format) {
            case JSON -> TextMessage.create(FrameCodec.encodeJson(message));
            case CBOR ->
                BinaryMessage.create(ByteString.fromArrayUnsafe(FrameCodec.encodeCbor(message)));
        };
    }
}
