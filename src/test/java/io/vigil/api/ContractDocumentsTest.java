package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.core.alarm.AlarmState;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Profile;
import io.vigil.core.score.News2;
import io.vigil.core.vitals.Vital;
import io.vigil.security.Role;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The documents are whole, agree with one another and name what the core knows. */
class ContractDocumentsTest {

    private static JsonNode openapi;
    private static JsonNode asyncapi;

    @BeforeAll
    static void read() throws IOException {
        openapi = document("/api/openapi.json");
        asyncapi = document("/api/asyncapi.json");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode document : List.of(openapi, asyncapi)) {
            List<String> references = document.findValuesAsText("$ref");
            assertThat(references).isNotEmpty().allSatisfy(reference -> {
                assertThat(reference).startsWith("#/");
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            });
        }
    }

    @Test
    void bothSpeakOfTheSameThings() {
        JsonNode shared = asyncapi.at("/components/schemas");
        assertThat(shared.properties())
                .isNotEmpty()
                .allSatisfy(
                        schema -> assertThat(openapi.at("/components/schemas/" + schema.getKey()))
                                .isEqualTo(schema.getValue()));
    }

    @Test
    void theNamesAreTheCoresNames() {
        assertThat(names("/components/schemas/Vital/enum"))
                .isEqualTo(codes(Vital.values(), Vital::code));
        assertThat(names("/components/schemas/Priority/enum"))
                .containsExactlyInAnyOrderElementsOf(codes(Priority.values(), Priority::code));
        assertThat(names("/components/schemas/Profile/enum"))
                .isEqualTo(codes(Profile.values(), Profile::code));
        assertThat(names("/components/schemas/Alarm/properties/state/enum"))
                .containsExactlyInAnyOrderElementsOf(codes(AlarmState.values(), AlarmState::code));
        assertThat(names("/components/schemas/Alarm/properties/kind/enum"))
                .isEqualTo(codes(Kind.values(), Kind::code));
        assertThat(names("/components/schemas/News2/properties/parts/required"))
                .isEqualTo(codes(News2.Part.values(), News2.Part::code));
    }

    @Test
    void everyCallOfTheProtocolIsThereWithItsRole() {
        Map<String, String> expected = new TreeMap<>(Map.ofEntries(
                Map.entry("POST /v1/patients", "lead"),
                Map.entry("GET /v1/patients", "viewer"),
                Map.entry("GET /v1/patients/{id}", "viewer"),
                Map.entry("GET /v1/patients/{id}/vitals", "viewer"),
                Map.entry("GET /v1/patients/{id}/alarms", "viewer"),
                Map.entry("PUT /v1/patients/{id}/limits", "lead"),
                Map.entry("POST /v1/patients/{id}/limits/confirm", "lead"),
                Map.entry("POST /v1/patients/{id}/observations", "clinician"),
                Map.entry("PUT /v1/patients/{id}/devices/{device}", "lead"),
                Map.entry("DELETE /v1/patients/{id}/devices/{device}", "lead"),
                Map.entry("POST /v1/patients/{id}/transfer", "lead"),
                Map.entry("POST /v1/patients/{id}/discharge", "lead"),
                Map.entry("POST /v1/alarms/{id}/acknowledge", "clinician"),
                Map.entry("GET /v1/wards", "viewer"),
                Map.entry("GET /v1/wards/{ward}", "viewer"),
                Map.entry("GET /v1/stream/devices", "device"),
                Map.entry("GET /v1/stream/alarms", "viewer"),
                Map.entry("GET /v1/stream/wards/{ward}", "viewer"),
                Map.entry("GET /openapi.json", "any"),
                Map.entry("GET /asyncapi.json", "any"),
                Map.entry("GET /health/live", "none"),
                Map.entry("GET /health/ready", "none"),
                Map.entry("GET /metrics", "none")));

        Map<String, String> actual = new TreeMap<>();
        operations().forEach((call, operation) -> actual.put(call, role(operation)));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void everyGuardedCallSaysHowItRefuses() {
        operations().forEach((call, operation) -> {
            if (!role(operation).equals("none")) {
                assertThat(operation.at("/responses/401").isMissingNode())
                        .as(call)
                        .isFalse();
            }
            if (Role.byCode(role(operation)).isPresent()) {
                assertThat(operation.at("/responses/403").isMissingNode())
                        .as(call)
                        .isFalse();
            }
        });
    }

    @Test
    void everyWriteTakesAnIdempotencyKey() {
        operations().forEach((call, operation) -> {
            boolean takesKey = operation.path("parameters").findValuesAsText("$ref").stream()
                    .anyMatch("#/components/parameters/IdempotencyKey"::equals);
            assertThat(takesKey).as(call).isEqualTo(!call.startsWith("GET"));
        });
    }

    @Test
    void theStreamsAreTheSameInBoth() {
        List<String> addresses = new ArrayList<>();
        asyncapi.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));

        assertThat(addresses)
                .containsExactlyInAnyOrder(
                        "/v1/stream/devices", "/v1/stream/alarms", "/v1/stream/wards/{ward}")
                .allSatisfy(address -> assertThat(openapi.path("paths").has(address))
                        .as(address)
                        .isTrue());
    }

    private static Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : openapi.path("paths").properties()) {
            for (String method : List.of("get", "post", "put", "delete")) {
                JsonNode operation = path.getValue().path(method);
                if (!operation.isMissingNode()) {
                    operations.put(
                            method.toUpperCase(Locale.ROOT) + " " + path.getKey(), operation);
                }
            }
        }
        return operations;
    }

    private static String role(JsonNode operation) {
        JsonNode security = operation.path("security");
        if (security.isEmpty()) {
            return "none";
        }
        JsonNode roles = security.path(0).path("bearer");
        return roles.isEmpty() ? "any" : roles.path(0).asText();
    }

    private static List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        openapi.at(pointer).forEach(name -> names.add(name.asText()));
        return names;
    }

    private static <T> List<String> codes(T[] values, Function<T, String> code) {
        return Stream.of(values).map(code).toList();
    }

    private static JsonNode document(String name) throws IOException {
        try (InputStream in = ContractDocumentsTest.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
