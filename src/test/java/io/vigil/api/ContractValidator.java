package io.vigil.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Holds requests, answers and messages to the published contract: the OpenAPI and AsyncAPI
 * documents, best as a running server serves them.
 *
 * <p>Every check answers with what is wrong, an empty list when nothing is. A call, a status, a
 * content type or a message that the documents don't know is wrong too; added fields are not.
 */
public final class ContractValidator {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode openapi;
    private final JsonNode asyncapi;
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

    /** The streams, by their channel in the AsyncAPI document. */
    public enum Stream {
        DEVICES,
        ALARMS,
        WARDS;

        private String channel() {
            return "#/channels/" + name().toLowerCase(Locale.ROOT);
        }
    }

    private ContractValidator(JsonNode openapi, JsonNode asyncapi) {
        this.openapi = openapi;
        this.asyncapi = asyncapi;
    }

    /** From the documents' text, as served. */
    public static ContractValidator of(String openapi, String asyncapi) {
        return new ContractValidator(parse(openapi), parse(asyncapi));
    }

    /** From the documents that are shipped. */
    public static ContractValidator shipped() {
        return of(resource("/api/openapi.json"), resource("/api/asyncapi.json"));
    }

    /** An answer of the server to a JDK client. */
    public List<String> response(HttpResponse<String> response) {
        return response(
                response.request().method(),
                response.uri().getPath(),
                response.statusCode(),
                name -> response.headers().firstValue(name),
                response.body());
    }

    /** An answer to a call; {@code path} is without the query. */
    public List<String> response(
            String method,
            String path,
            int status,
            Function<String, Optional<String>> headers,
            String body) {
        String call = method + " " + path + " -> " + status;
        Optional<JsonNode> operation = operation(method, path);
        if (operation.isEmpty()) {
            return List.of(call + ": no such call");
        }
        JsonNode declared =
                resolve(openapi, operation.get().path("responses").path(Integer.toString(status)));
        if (declared.isMissingNode()) {
            return List.of(call + ": no such answer, body " + body);
        }
        List<String> problems = new ArrayList<>(headers(call, declared, headers));
        problems.addAll(content(call, declared.path("content"), headers, body));
        return problems;
    }

    /** The body of a request to the server; null or empty for none. */
    public List<String> request(String method, String path, String body) {
        String call = method + " " + path;
        Optional<JsonNode> operation = operation(method, path);
        if (operation.isEmpty()) {
            return List.of(call + ": no such call");
        }
        JsonNode schema = operation.get().at("/requestBody/content/application~1json/schema");
        boolean empty = body == null || body.isEmpty();
        if (schema.isMissingNode() || empty) {
            return schema.isMissingNode() == empty
                    ? List.of()
                    : List.of(call + ": " + (empty ? "needs a body" : "takes no body"));
        }
        return validate(call, openapi, schema, body);
    }

    /** A message that the server sent. */
    public List<String> fromServer(Stream stream, JsonNode message) {
        return message(stream, "send", message);
    }

    /** A message that a client sent. */
    public List<String> fromClient(Stream stream, JsonNode message) {
        return message(stream, "receive", message);
    }

    private List<String> message(Stream stream, String action, JsonNode message) {
        String type = message.path("type").asText();
        String what = stream + " " + action + " '" + type + "'";
        for (JsonNode operation : asyncapi.path("operations")) {
            if (operation.path("action").asText().equals(action)
                    && operation.at("/channel/$ref").asText().equals(stream.channel())) {
                return messageOf(what, operation, type, message);
            }
        }
        return List.of(what + ": no such operation");
    }

    private List<String> messageOf(String what, JsonNode operation, String type, JsonNode message) {
        for (JsonNode reference : operation.path("messages")) {
            JsonNode payload = resolve(asyncapi, reference).path("payload");
            if (payload.at("/properties/type/const").asText().equals(type)) {
                return validate(what, asyncapi, payload, message);
            }
        }
        return List.of(what + ": no such message: " + message);
    }

    private Optional<JsonNode> operation(String method, String path) {
        for (Map.Entry<String, JsonNode> item : openapi.path("paths").properties()) {
            JsonNode operation = item.getValue().path(method.toLowerCase(Locale.ROOT));
            if (!operation.isMissingNode() && matches(item.getKey(), path)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    private static boolean matches(String template, String path) {
        StringBuilder pattern = new StringBuilder();
        for (String part : template.substring(1).split("/")) {
            pattern.append('/').append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
        }
        return path.matches(pattern.toString());
    }

    private List<String> headers(
            String call, JsonNode declared, Function<String, Optional<String>> headers) {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> item : declared.path("headers").properties()) {
            JsonNode header = resolve(openapi, item.getValue());
            Optional<String> value = headers.apply(item.getKey());
            if (value.isPresent()) {
                JsonNode text = JSON.getNodeFactory().textNode(value.get());
                String where = call + ": header " + item.getKey();
                problems.addAll(validate(where, openapi, header.path("schema"), text));
            } else if (header.path("required").asBoolean()) {
                problems.add(call + ": header " + item.getKey() + " is missing");
            }
        }
        return problems;
    }

    private List<String> content(
            String call,
            JsonNode content,
            Function<String, Optional<String>> headers,
            String body) {
        if (content.isMissingNode()) {
            return body == null || body.isEmpty()
                    ? List.of()
                    : List.of(call + ": must have no body, has " + body);
        }
        String given =
                headers.apply("content-type").orElse("none").split(";")[0].trim();
        JsonNode media = content.path(given);
        if (media.isMissingNode()) {
            return List.of(call + ": no such content type: " + given + ", body " + body);
        }
        return given.endsWith("json")
                ? validate(call, openapi, media.path("schema"), body)
                : List.of();
    }

    private List<String> validate(String what, JsonNode document, JsonNode schema, String body) {
        try {
            return validate(what, document, schema, JSON.readTree(body));
        } catch (JsonProcessingException e) {
            return List.of(what + ": no JSON: " + body);
        }
    }

    private List<String> validate(String what, JsonNode document, JsonNode schema, JsonNode value) {
        JsonSchema compiled = schemas.computeIfAbsent(schema, s -> compile(document, s));
        return compiled.validate(value).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .map(problem -> what + ": " + problem)
                .toList();
    }

    /** A schema whose references find the document's components at their place. */
    private JsonSchema compile(JsonNode document, JsonNode schema) {
        ObjectNode root = JSON.createObjectNode();
        root.set("components", document.path("components"));
        root.putArray("allOf").add(schema);
        return factory.getSchema(root);
    }

    /** Follows references, also those that lead to another one. */
    private static JsonNode resolve(JsonNode document, JsonNode node) {
        JsonNode found = node;
        while (found.path("$ref").isTextual()) {
            found = document.at(found.path("$ref").asText().substring(1));
        }
        return found;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the document is no JSON", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = ContractValidator.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
