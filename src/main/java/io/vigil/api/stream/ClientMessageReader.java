package io.vigil.api.stream;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.api.json.Wire;
import io.vigil.api.stream.ClientMessage.Acknowledge;
import io.vigil.api.stream.ClientMessage.Bad;
import io.vigil.api.stream.ClientMessage.Received;
import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.alarm.Priority;

import java.io.IOException;

/** Reads a client's message; whatever the bytes are, the answer is a message, maybe a Bad one. */
final class ClientMessageReader {

    /** The messages are flat; deeper ones are somebody's experiment. */
    private static final int DEPTH_MAX = 16;

    private static final ObjectMapper JSON = mapper(new ObjectMapper());
    private static final ObjectMapper CBOR = mapper(new CBORMapper(new CBORFactory()));

    private ClientMessageReader() {}

    static ClientMessage read(Wire wire, byte[] bytes) {
        JsonNode message;
        try {
            message = mapper(wire).readTree(bytes);
        } catch (IOException e) {
            return new Bad("not a message in " + wire.name());
        }
        if (!message.isObject()) {
            return new Bad("a message is an object with a type");
        }
        return switch (message.path("type").asText("")) {
            case "received" -> received(message.path("number"));
            case "acknowledge" -> acknowledge(message.path("alarm"), message.path("priority"));
            default -> new Bad("type: must be 'received' or 'acknowledge'");
        };
    }

    private static ClientMessage received(JsonNode number) {
        boolean whole = number.isIntegralNumber() && number.canConvertToLong();
        return whole && number.longValue() >= 0
                ? new Received(number.longValue())
                : new Bad("number: must be a whole number, 0 or more");
    }

    private static ClientMessage acknowledge(JsonNode alarm, JsonNode seen) {
        if (!alarm.isTextual()
                || alarm.textValue().isEmpty()
                || alarm.textValue().length() > Bounds.ALARM_ID_LENGTH_MAX) {
            return new Bad("alarm: must be an alarm's id");
        }
        Priority priority = seen.isTextual() ? Priority.byCode(seen.textValue()) : null;
        return priority == null
                ? new Bad("priority: must be 'low', 'medium' or 'high'")
                : new Acknowledge(new AlarmId(alarm.textValue()), priority);
    }

    private static ObjectMapper mapper(Wire wire) {
        return switch (wire) {
            case JSON -> JSON;
            case CBOR -> CBOR;
        };
    }

    private static ObjectMapper mapper(ObjectMapper plain) {
        plain.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
        return plain.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }
}
