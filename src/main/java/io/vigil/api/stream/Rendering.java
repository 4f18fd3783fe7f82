package io.vigil.api.stream;

import io.vigil.api.json.StreamJson;
import io.vigil.api.json.Wire;
import io.vigil.core.Nullable;
import io.vigil.ward.WardEntity.Change;
import io.vigil.ward.WardEntity.FeedMessage;
import io.vigil.ward.WardEntity.Gap;
import io.vigil.ward.WardEntity.Heartbeat;
import io.vigil.ward.WardEntity.Snapshot;
import io.vigil.ward.WardEntity.VitalsChanged;

import org.apache.pekko.http.javadsl.model.sse.ServerSentEvent;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.util.ByteString;

import java.util.Optional;
import java.util.OptionalInt;

/** How a stream's messages are put into what its transport carries. */
interface Rendering<T> {

    /** Called once for each message that is sent, in order. */
    T render(Outgoing message);

    static Rendering<Message> webSocket(Wire wire) {
        return switch (wire) {
            case JSON -> message -> TextMessage.create(text(message));
            case CBOR -> message -> BinaryMessage.create(ByteString.fromArrayUnsafe(cbor(message)));
        };
    }

    /** @param feed the feed that the client resumes, null if it starts from a snapshot */
    static Rendering<ServerSentEvent> events(@Nullable String feed) {
        return new Events(feed);
    }

    private static String text(Outgoing message) {
        return message instanceof Outgoing.Feed feed && feed.message() instanceof Change change
                ? change.encoded().json()
                : Wire.text(body(message));
    }

    private static byte[] cbor(Outgoing message) {
        return message instanceof Outgoing.Feed feed && feed.message() instanceof Change change
                ? change.encoded().cbor()
                : Wire.CBOR.bytes(body(message));
    }

    private static Wire.Body body(Outgoing message) {
        return switch (message) {
            case Outgoing.Feed feed -> body(feed.message());
            case Outgoing.Done done -> StreamJson.done(done.alarm());
            case Outgoing.Error error -> StreamJson.error(error.reason(), error.alarm());
        };
    }

    private static Wire.Body body(FeedMessage message) {
        return switch (message) {
            case Snapshot snapshot -> StreamJson.snapshot(snapshot);
            case Change change -> throw new IllegalStateException("encoded once: " + change);
            case Gap gap -> StreamJson.gap(gap);
            case Heartbeat heartbeat -> StreamJson.heartbeat(heartbeat);
            case VitalsChanged news -> StreamJson.vitals(news.vitals());
        };
    }

    /**
     * Events without a name, so that a browser's {@code onmessage} sees them all. The id is where
     * to resume; messages that say nothing of that have none.
     */
    final class Events implements Rendering<ServerSentEvent> {

        /** A screen may be blind for a moment, not for the browser's default of three seconds. */
        private static final int RETRY_MS = 1000;

        private @Nullable String feed;
        private OptionalInt retry = OptionalInt.of(RETRY_MS);

        private Events(@Nullable String feed) {
            this.feed = feed;
        }

        @Override
        public ServerSentEvent render(Outgoing message) {
            ServerSentEvent event =
                    ServerSentEvent.create(text(message), Optional.empty(), id(message), retry);
            retry = OptionalInt.empty();
            return event;
        }

        private Optional<String> id(Outgoing message) {
            if (!(message instanceof Outgoing.Feed from)) {
                return Optional.empty();
            }
            return switch (from.message()) {
                case Snapshot snapshot -> {
                    feed = snapshot.feed();
                    yield position(snapshot.number());
                }
                case Change change -> position(change.number());
                case Heartbeat heartbeat -> position(heartbeat.number());
                case Gap _ -> Optional.empty();
                case VitalsChanged _ -> Optional.empty();
            };
        }

        private Optional<String> position(long number) {
            return Optional.ofNullable(feed).map(known -> known + ":" + number);
        }
    }
}
