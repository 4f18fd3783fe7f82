package io.vigil.ops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The server's side of the device stream, over a real socket and with its store in memory: enough
 * to hold the device client to the protocol, and to fail on demand.
 */
final class TinyServer implements AutoCloseable {

    static final String TOKEN = "good-token";

    private static final int CREDIT = 8;
    private static final int SENDING_MAX = 10_000;

    /** One device as the server knows it. */
    static final class Known {
        long epoch;
        boolean isWriting = true;
        boolean isAssigned = true;
        final List<JsonNode> durable = new CopyOnWriteArrayList<>();
        final List<JsonNode> received = new ArrayList<>();
        Connection owner;
    }

    /** What a connection sends through. */
    private record Connection(
            ObjectMapper mapper, SourceQueueWithComplete<Message> out, boolean isText) {

        void send(ObjectNode message) {
            try {
                byte[] bytes = mapper.writeValueAsBytes(message);
                out.offer(
                        isText
                                ? TextMessage.create(new String(bytes, "UTF-8"))
                                : BinaryMessage.create(ByteString.fromArray(bytes)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    final Map<String, Known> devices = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "tiny-server");
    private final Materializer materializer = Materializer.createMaterializer(system);
    private final ServerBinding binding;
    private volatile SharedKillSwitch connections = KillSwitches.shared("connections");

    TinyServer() throws Exception {
        binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind(this::answer)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + binding.localAddress().getPort());
    }

    Known known(String device) {
        return devices.computeIfAbsent(device, id -> new Known());
    }

    /** Every connection ends at once, as when the process is killed: what is unwritten is gone. */
    synchronized void cut() {
        connections.abort(new IOException("cut"));
        connections = KillSwitches.shared("connections");
        devices.values().forEach(known -> known.received.clear());
    }

    /** The device's store works, or not, from now on. */
    synchronized void write(String device, boolean isWriting) {
        Known known = known(device);
        known.isWriting = isWriting;
        if (isWriting) {
            known.owner.send(message("go", device).put("reason", "store is back"));
            acknowledge(device, known);
        } else {
            known.owner.send(message("hold", device).put("reason", "store is down"));
        }
    }

    synchronized void assign(String device) {
        Known known = known(device);
        known.isAssigned = true;
        known.owner.send(message("assigned", device).put("patient", "p"));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        String token = request.getHeader("Authorization").map(h -> h.value()).orElse("");
        if (!token.equals("Bearer " + TOKEN)) {
            return CompletableFuture.completedStage(HttpResponse.create().withStatus(401));
        }
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(upgrade -> CompletableFuture.completedStage(accept(upgrade)))
                .orElseGet(() -> rest(request));
    }

    private CompletionStage<HttpResponse> rest(HttpRequest request) {
        return request.entity().toStrict(10_000, system).thenApply(body -> {
            requests.add(request.method().value()
                    + " "
                    + request.getUri().path()
                    + " "
                    + body.getData().utf8String());
            boolean isBed = body.getData().utf8String().contains("taken");
            return HttpResponse.create()
                    .withStatus(isBed ? 409 : 201)
                    .withEntity("{\"detail\":\"the bed is taken\"}");
        });
    }

    private HttpResponse accept(WebSocketUpgrade upgrade) {
        String protocol = upgrade.getRequestedProtocols().iterator().next();
        boolean isText = protocol.endsWith("+json");
        ObjectMapper mapper = isText ? new JsonMapper() : new CBORMapper();
        var queue =
                Source.<Message>queue(SENDING_MAX, OverflowStrategy.fail()).preMaterialize(system);
        Connection connection = new Connection(mapper, queue.first(), isText);
        Sink<Message, ?> in = Flow.<Message>create()
                .mapAsync(1, this::bytes)
                .to(Sink.foreach(bytes -> receive(connection, bytes)));
        Flow<Message, Message, ?> flow =
                Flow.fromSinkAndSourceCoupled(in, queue.second()).via(connections.flow());
        return upgrade.handleMessagesWith(flow, protocol);
    }

    private CompletionStage<byte[]> bytes(Message message) {
        return message.isText()
                ? message.asTextMessage()
                        .toStrict(10_000, materializer)
                        .thenApply(text ->
                                ByteString.fromString(text.getStrictText()).toArray())
                : message.asBinaryMessage()
                        .toStrict(10_000, materializer)
                        .thenApply(binary -> binary.getStrictData().toArray());
    }

    private synchronized void receive(Connection connection, byte[] bytes) {
        JsonNode message;
        try {
            message = connection.mapper().readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String device = message.get("device").textValue();
        Known known = known(device);
        switch (message.get("type").textValue()) {
            case "hello" -> hello(connection, message, device, known);
            case "bye" -> known.owner = null;
            default -> frame(connection, message, device, known);
        }
    }

    private void hello(Connection connection, JsonNode message, String device, Known known) {
        if (known.owner != null && known.owner != connection) {
            known.owner.send(message("error", device).put("reason", "superseded"));
        }
        known.owner = connection;
        if (message.get("epoch").longValue() > known.epoch) {
            known.epoch = message.get("epoch").longValue();
            known.durable.clear();
        }
        known.received.clear();
        ObjectNode ready = message("ready", device).put("epoch", known.epoch);
        ready.put("acked", known.durable.size()).put("credit", CREDIT);
        connection.send(ready.put("patient", known.isAssigned ? "p" : null));
    }

    private void frame(Connection connection, JsonNode message, String device, Known known) {
        long have = known.durable.size() + known.received.size();
        long seq = message.get("seq").longValue();
        if (!known.isAssigned) {
            connection.send(message("hold", device).put("reason", "unassigned"));
        } else if (seq > have + 1) {
            connection.send(message("error", device).put("reason", "gap: expected " + (have + 1)));
        } else if (seq - known.durable.size() > CREDIT) {
            connection.send(message("error", device).put("reason", "over credit"));
        } else {
            if (seq == have + 1) {
                known.received.add(message);
            }
            acknowledge(device, known);
        }
    }

    private void acknowledge(String device, Known known) {
        if (known.isWriting) {
            known.durable.addAll(known.received);
            known.received.clear();
            ObjectNode ack = message("ack", device).put("epoch", known.epoch);
            known.owner.send(ack.put("seq", known.durable.size()).put("credit", CREDIT));
        }
    }

    private static ObjectNode message(String type, String device) {
        return new ObjectMapper().createObjectNode().put("type", type).put("device", device);
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
