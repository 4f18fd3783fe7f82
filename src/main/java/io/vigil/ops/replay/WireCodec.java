package io.vigil.ops.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages of the device stream to bytes and back, from the device's side. */
final class WireCodec {

    private final ObjectMapper mapper;

    WireCodec(Format format) {
        this.mapper = switch (format) {
            case JSON -> new JsonMapper();
            case CBOR -> new CBORMapper();
        };
    }

    byte[] hello(DeviceId device, long epoch, long next, long at) {
        return bytes(
                message("hello", device).put("epoch", epoch).put("next", next).put("at", at));
    }

    byte[] bye(DeviceId device) {
        return bytes(message("bye", device));
    }

    byte[] encode(DeviceId device, Outbox.Next next) {
        return bytes(
                switch (next) {
                    case Outbox.Next.Send(long seq, Frame frame) -> frame(device, seq, frame);
                    case Outbox.Next.DeclareGap(long seq, long through) ->
                        message("gap", device).put("seq", seq).put("through", through);
                });
    }

    private ObjectNode frame(DeviceId device, long seq, Frame frame) {
        return switch (frame) {
            case Frame.Observation observation -> {
                ObjectNode node = message("observe", device).put("seq", seq);
                node.put("at", observation.at());
                observe(node, observation);
                yield node;
            }
            case Frame.Technical technical ->
                message("technical", device)
                        .put("seq", seq)
                        .put("at", technical.at())
                        .put("condition", technical.condition())
                        .put("active", technical.active());
        };
    }

    private static void observe(ObjectNode node, Frame.Observation observation) {
        Values values = observation.values();
        ObjectNode numbers = node.putObject("values");
        for (Vital vital : Vital.values()) {
            if (values.has(vital)) {
                put(numbers, vital.code(), values.get(vital));
            }
        }
        if (observation.spot() != 0) {
            ArrayNode spot = node.putArray("spot");
            for (Vital vital : Vital.values()) {
                if ((observation.spot() & vital.bit()) != 0) {
                    spot.add(vital.code());
                }
            }
        }
        if (!observation.charted().isEmpty()) {
            chart(node.putObject("charted"), observation.charted());
        }
    }

    private static void chart(ObjectNode node, Charted charted) {
        if (charted.consciousness() != null) {
            node.put("consciousness", charted.consciousness().name());
        }
        if (charted.oxygen() != null) {
            node.put("oxygen", charted.oxygen());
        }
    }

    /** Whole numbers go out as such: that is what monitors send, and it is shorter. */
    private static void put(ObjectNode node, String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            node.put(name, (long) value);
        } else {
            node.put(name, value);
        }
    }

    private ObjectNode message(String type, DeviceId device) {
        return mapper.createObjectNode().put("type", type).put("device", device.value());
    }

    private byte[] bytes(ObjectNode message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that can't be written", e);
        }
    }

    /** @throws IOException if it is no message of the device stream */
    ServerMessage decode(byte[] bytes) throws IOException {
        JsonNode node = mapper.readTree(bytes);
        String type = text(node, "type");
        return switch (type) {
            case "ready" ->
                new ServerMessage.Ready(
                        device(node),
                        number(node, "epoch"),
                        number(node, "acked"),
                        (int) number(node, "credit"),
                        patient(node));
            case "ack" ->
                new ServerMessage.Ack(
                        device(node), number(node, "epoch"), number(node, "seq"), (int)
                                number(node, "credit"));
            case "refused" ->
                new ServerMessage.Refused(device(node), number(node, "seq"), problems(node));
            case "hold" -> new ServerMessage.Hold(device(node), text(node, "reason"));
            case "go" -> new ServerMessage.Go(device(node));
            case "assigned" -> new ServerMessage.Assigned(device(node), patient(node));
            case "error" ->
                new ServerMessage.Failed(
                        text(node, "reason"), node.hasNonNull("device") ? device(node) : null);
            default -> throw new IOException("unknown message '" + type + "'");
        };
    }

    private static List<Problem> problems(JsonNode node) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode problem : node.path("problems")) {
            problems.add(new Problem(text(problem, "field"), text(problem, "reason")));
        }
        return List.copyOf(problems);
    }

    private static DeviceId device(JsonNode node) throws IOException {
        return new DeviceId(text(node, "device"));
    }

    private static @Nullable PatientId patient(JsonNode node) throws IOException {
        return node.hasNonNull("patient") ? new PatientId(text(node, "patient")) : null;
    }

    private static String text(JsonNode node, String field) throws IOException {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual()) {
            throw new IOException("no text '" + field + "' in " + node);
        }
        return value.textValue();
    }

    private static long number(JsonNode node, String field) throws IOException {
        JsonNode value = node.get(field);
        if (value == null || !value.isIntegralNumber()) {
            throw new IOException("no whole number '" + field + "' in " + node);
        }
        return value.longValue();
    }
}
