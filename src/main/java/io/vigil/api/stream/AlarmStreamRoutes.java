package io.vigil.api.stream;

import io.vigil.api.Bearer;
import io.vigil.api.Problem;
import io.vigil.api.Subprotocols;
import io.vigil.api.json.Wire;
import io.vigil.core.Bounds;
import io.vigil.core.Ids;
import io.vigil.core.WardId;
import io.vigil.ward.WardEntity;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.http.javadsl.marshalling.sse.EventStreamMarshalling;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.http.javadsl.model.sse.ServerSentEvent;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The alarm stream and the ward stream: {@code GET /v1/stream/alarms?ward=W} and
 * {@code GET /v1/stream/wards/W}, over a WebSocket or as Server-Sent Events.
 */
public final class AlarmStreamRoutes extends AllDirectives {

    private static final String EVENTS = "text/event-stream";
    private static final int QUEUE = Bounds.SUBSCRIBER_QUEUE_MESSAGES;

    private final ActorSystem<?> system;
    private final Bearer bearer;
    private final StreamPorts ports;
    private final AtomicLong sessions = new AtomicLong();

    public AlarmStreamRoutes(ActorSystem<?> system, Bearer bearer, StreamPorts ports) {
        this.system = system;
        this.bearer = bearer;
        this.ports = ports;
    }

    /** Messages that may find their reader gone, because its client is. */
    public static List<Class<?>> expendable() {
        return List.of(
                WardEntity.FeedMessage.class,
                StreamSession.Message.class,
                StreamSession.Next.class);
    }

    public Route routes() {
        return pathPrefix(
                PathMatchers.segment("v1").slash("stream"),
                () -> concat(
                        path("alarms", () -> get(() -> parameterOptional("ward", this::alarms))),
                        path(
                                PathMatchers.segment("wards").slash(PathMatchers.segment()),
                                ward -> get(() -> stream(ward, true)))));
    }

    private Route alarms(Optional<String> ward) {
        return stream(ward.orElse(""), false);
    }

    private Route stream(String ward, boolean vitals) {
        return bearer.authenticated(who -> {
            if (!Ids.isValid(ward)) {
                return bad("name a ward; its id matches [A-Za-z0-9._-]{1,64}");
            }
            WardId id = new WardId(ward);
            return Bearer.permitted(who.principal().mayView(id), () -> positioned(id, vitals, who));
        });
    }

    private Route positioned(WardId ward, boolean vitals, Bearer.Identity who) {
        return parameterOptional(
                "feed",
                feed -> parameterOptional(
                        "after",
                        after -> StreamPosition.ofQuery(feed, after)
                                .map(at -> request(ward, at, vitals, who))
                                .map(this::negotiated)
                                .orElseGet(() -> bad("feed and after must both"
                                        + " be there: a feed's"
                                        + " id and a number"))));
    }

    private static StreamRequest request(
            WardId ward, StreamPosition at, boolean vitals, Bearer.Identity who) {
        return new StreamRequest(ward, at.feed(), at.after(), vitals, who.principal(), who.until());
    }

    private Route negotiated(StreamRequest asked) {
        return extractRequest(http -> {
            boolean upgrade = http.getAttribute(AttributeKeys.webSocketUpgrade).isPresent();
            return upgrade || !acceptsEvents(http)
                    ? socket(asked)
                    : events(lastEvent(http).map(asked::from).orElse(asked));
        });
    }

    private Route socket(StreamRequest asked) {
        AtomicReference<CloseCode> why = new AtomicReference<>(CloseCode.NORMAL);
        return mapResponse(
                response -> CloseCode.applied(response, why::get),
                () -> Subprotocols.ALARMS.upgrade(
                        encoding -> connection(asked, wire(encoding), why)));
    }

    private Flow<Message, Message, ?> connection(
            StreamRequest asked, Wire wire, AtomicReference<CloseCode> why) {
        return Flow.fromMaterializer((materializer, _) -> {
            ActorRef<StreamSession.Message> session = session(asked, why);
            Source<Message, NotUsed> out = Source.<Message>queue(QUEUE)
                    .mapMaterializedValue(queue -> open(session, queue, Rendering.webSocket(wire)));
            return Flow.fromSinkAndSource(inbound(session, wire, materializer), out);
        });
    }

    private static Sink<Message, NotUsed> inbound(
            ActorRef<StreamSession.Message> session, Wire wire, Materializer materializer) {
        Runnable tooBig = () -> session.tell(new StreamSession.TooBig());
        Sink<ClientMessage, NotUsed> toSession = ActorSink.actorRefWithBackpressure(
                session,
                (replyTo, message) -> new StreamSession.FromClient(message, replyTo),
                StreamSession.Listening::new,
                new StreamSession.Next(),
                new StreamSession.ClientGone(),
                _ -> new StreamSession.ClientGone());
        return new Inbound(wire, materializer, tooBig).flow().to(toSession);
    }

    private Route events(StreamRequest asked) {
        Source<ServerSentEvent, NotUsed> events = Source.fromMaterializer(
                        (_, _) -> eventSource(asked))
                .mapMaterializedValue(_ -> NotUsed.getInstance());
        return respondWithHeader(
                CacheControl.create(CacheDirectives.NO_CACHE),
                () -> completeOK(events, EventStreamMarshalling.toEventStream()));
    }

    private Source<ServerSentEvent, NotUsed> eventSource(StreamRequest asked) {
        ActorRef<StreamSession.Message> session =
                session(asked, new AtomicReference<>(CloseCode.NORMAL));
        return Source.<ServerSentEvent>queue(QUEUE).watchTermination((queue, gone) -> {
            gone.whenComplete((_, _) -> session.tell(new StreamSession.ClientGone()));
            return open(session, queue, Rendering.events(asked.feed()));
        });
    }

    private <T> NotUsed open(
            ActorRef<StreamSession.Message> session,
            BoundedSourceQueue<T> queue,
            Rendering<T> rendering) {
        session.tell(new StreamSession.Opened(
                new SocketLine<>(queue, QUEUE, rendering, ports.metrics())));
        return NotUsed.getInstance();
    }

    private ActorRef<StreamSession.Message> session(
            StreamRequest asked, AtomicReference<CloseCode> why) {
        return system.systemActorOf(
                StreamSession.create(asked, ports, why),
                "stream-" + sessions.incrementAndGet(),
                Props.empty());
    }

    private static boolean acceptsEvents(HttpRequest http) {
        return headers(http, "accept").stream().anyMatch(value -> value.contains(EVENTS));
    }

    private static Optional<StreamPosition> lastEvent(HttpRequest http) {
        return headers(http, "last-event-id").stream()
                .findFirst()
                .map(String::trim)
                .map(StreamPosition::ofEventId);
    }

    private static List<String> headers(HttpRequest http, String name) {
        List<String> values = new ArrayList<>();
        http.getHeaders().forEach(header -> {
            if (header.is(name)) {
                values.add(header.value());
            }
        });
        return values;
    }

    private static Wire wire(Subprotocols.Encoding encoding) {
        return switch (encoding) {
            case JSON -> Wire.JSON;
            case CBOR -> Wire.CBOR;
        };
    }

    private Route bad(String detail) {
        return complete(Problem.badRequest(detail).toResponse());
    }
}
