package io.vigil.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;

import io.vigil.api.Problem;
import io.vigil.core.Ids;
import io.vigil.core.Nullable;
import io.vigil.core.Refused;

import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The JSON object of a request, read field by field. What is wrong with it is gathered, so that one
 * answer names all of it.
 */
final class Body {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNode object;
    private final List<Refused> problems = new ArrayList<>();

    private Body(JsonNode object) {
        this.object = object;
    }

    /** What a route makes of a body: a value, with whatever is wrong noted in the body. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Body body);
    }

    /** The inner route with what was read; 400 for no JSON object, 422 for fields that are wrong. */
    static <T> Route read(Reading<T> reading, Function<T, Route> inner) {
        return Directives.entity(
                Unmarshaller.entityToString(), text -> parsed(text, reading, inner));
    }

    private static <T> Route parsed(String text, Reading<T> reading, Function<T, Route> inner) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return bad("the body is no JSON: " + e.getOriginalMessage());
        }
        if (!node.isObject()) {
            return bad("the body must be a JSON object");
        }
        Body body = new Body(node);
        T value = reading.read(body);
        return body.problems.isEmpty()
                ? inner.apply(value)
                : answer(Problem.unprocessable("the body has fields that can't be", body.problems));
    }

    private static Route bad(String why) {
        return answer(Problem.badRequest(why));
    }

    private static Route answer(Problem problem) {
        return Directives.complete(problem.toResponse());
    }

    JsonNode object() {
        return object;
    }

    void refuse(String field, String reason) {
        problems.add(new Refused(field, reason));
    }

    /** The field's node; null where it is missing or null. */
    @Nullable
    JsonNode optional(String field) {
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? null : node;
    }

    String text(String field) {
        JsonNode node = optional(field);
        if (node == null || !node.isTextual()) {
            refuse(field, node == null ? "is missing" : "must be text");
            return "";
        }
        return node.textValue();
    }

    /** An id's text; one that stands in for it where it is wrong, since the body is refused. */
    String id(String field) {
        String text = text(field);
        if (!text.isEmpty() && !Ids.isValid(text)) {
            refuse(field, "must match [A-Za-z0-9._-]{1,64}");
        } else if (text.isEmpty() && optional(field) != null) {
            refuse(field, "is empty");
        }
        return Ids.isValid(text) ? text : "refused";
    }

    /** A whole number of milliseconds. */
    long time(String field) {
        JsonNode node = optional(field);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
            refuse(field, node == null ? "is missing" : "must be whole milliseconds");
            return 0;
        }
        return node.longValue();
    }

    /** The value of one of these names, or the default where the field is missing. */
    <T> T named(String field, Function<String, @Nullable T> byCode, T otherwise) {
        JsonNode node = optional(field);
        if (node == null) {
            return otherwise;
        }
        T value = node.isTextual() ? byCode.apply(node.textValue()) : null;
        if (value == null) {
            refuse(field, "is none of the names there are");
            return otherwise;
        }
        return value;
    }

    int whole(String field, int otherwise) {
        JsonNode node = optional(field);
        if (node == null) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            refuse(field, "must be a whole number");
            return otherwise;
        }
        return node.intValue();
    }

    /** The object in this field as a body of its own, whose problems are this body's; or null. */
    @Nullable
    JsonNode nested(String field) {
        JsonNode node = optional(field);
        if (node != null && node.getNodeType() != JsonNodeType.OBJECT) {
            refuse(field, "must be an object");
            return null;
        }
        return node;
    }
}
