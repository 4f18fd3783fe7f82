package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

import io.vigil.api.ContractValidator.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The documents accept what the protocol says and nothing else. */
class ContractValidatorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ContractValidator CONTRACT = ContractValidator.shipped();

    private static final String ALARM = """
        {"id": "p-17.spo2-low.m8zq3k0w", "patient": "p-17", "ward": "icu-1", "bed": "4",
         "condition": "spo2-low", "vital": "spo2", "kind": "physiological",
         "priority": "medium", "state": "active", "onset": 1764000000000,
         "raised": 1764000010000, "value": 86, "limit": 90, "recorded": true,
         "acknowledged": null, "ended": null, "site": "central"}\
        """;

    private static final String NEWS2 = """
        {"score": 3, "complete": false, "parts": {"rr": 0, "spo2": 3, "oxygen": null,
         "sbp": 0, "pulse": 0, "consciousness": null, "temp": null}}\
        """;

    private static final String LIMITS = """
        {"version": 3, "conditions": {"spo2-low": {"vital": "spo2", "side": "low",
         "bound": 88, "priority": "medium", "delay": 15000, "leak": 25, "hysteresis": 1,
         "clearDelay": 5000, "enabled": true},
         "news2-urgent": {"vital": null, "side": "high", "bound": 5, "priority": "medium",
         "delay": 60000, "leak": 25, "hysteresis": 0, "clearDelay": 60000,
         "enabled": true}}}\
        """;

    private static final String PATIENT = """
        {"id": "p-17", "name": "Ada", "ward": "icu-1", "bed": "4", "status": "admitted",
         "profile": "adult",
         "vitals": {"hr": {"value": 71, "at": 1764000000000, "device": "mon-4"},
                    "temp": {"value": 37.2, "at": 1764000000000, "device": null}},
         "news2": %s, "alarms": [%s], "limits": %s,
         "devices": [{"device": "mon-4", "epoch": 2, "acked": 1012}],
         "doubts": [{"about": "discharge", "at": 1764000000000}],
         "conflicts": [{"about": "device", "device": "mon-4", "patient": "p-18",
                        "alarm": "p-17.identity-conflict.p-18.mon-4.m8zq3k0w"}],
         "recordedThrough": 1764000000000, "version": 7}\
        """.formatted(NEWS2, ALARM, LIMITS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'hello', 'device': 'mon-4', 'epoch': 1, 'next': 1, 'at': 1764000000000}",
                "{'type': 'observe', 'device': 'mon-4', 'seq': 7, 'at': 1, 'values': {'hr': 7.5}}",
                "{'type': 'observe', 'device': 'mon-4', 'seq': 7, 'at': 1, 'values': {'sbp': 120},"
                        + " 'spot': ['sbp'], 'charted': {'consciousness': 'C', 'oxygen': true}}",
                "{'type': 'observe', 'device': 'm', 'seq': 7, 'at': 1, 'values': {'icp': 9}}",
                "{'type': 'technical', 'device': 'mon-4', 'seq': 8, 'at': 1,"
                        + " 'condition': 'leads-off', 'active': true}",
                "{'type': 'gap', 'device': 'mon-4', 'seq': 9, 'through': 12}",
                "{'type': 'bye', 'device': 'mon-4'}"
            })
    void whatADeviceSends(String message) throws IOException {
        assertThat(CONTRACT.fromClient(Stream.DEVICES, json(message))).isEmpty();
        assertThat(CONTRACT.fromServer(Stream.DEVICES, json(message))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'ready', 'device': 'mon-4', 'epoch': 1, 'acked': 0, 'credit': 64,"
                        + " 'patient': 'p-17'}",
                "{'type': 'ready', 'device': 'mon-4', 'epoch': 1, 'acked': 0, 'credit': 64,"
                        + " 'patient': null}",
                "{'type': 'ack', 'device': 'mon-4', 'epoch': 1, 'seq': 7, 'credit': 64}",
                "{'type': 'refused', 'device': 'mon-4', 'seq': 7,"
                        + " 'problems': [{'field': 'icp', 'reason': 'unknown vital'}]}",
                "{'type': 'hold', 'device': 'mon-4', 'reason': 'unassigned'}",
                "{'type': 'go', 'device': 'mon-4', 'reason': 'the journal is back'}",
                "{'type': 'assigned', 'device': 'mon-4', 'patient': 'p-17'}",
                "{'type': 'assigned', 'device': 'mon-4', 'patient': null}",
                "{'type': 'error', 'reason': 'gap: expected 8', 'device': 'mon-4'}",
                "{'type': 'error', 'reason': 'no JSON'}"
            })
    void whatADeviceIsTold(String message) throws IOException {
        assertThat(CONTRACT.fromServer(Stream.DEVICES, json(message))).isEmpty();
        assertThat(CONTRACT.fromClient(Stream.DEVICES, json(message))).isNotEmpty();
    }

    @Test
    void whatAlarmClientsAreTold() throws IOException {
        for (Stream stream : List.of(Stream.ALARMS, Stream.WARDS)) {
            for (String message : List.of(
                    "{'type': 'snapshot', 'ward': 'icu-1', 'feed': 'f1', 'number': 0,"
                            + " 'alarms': [" + ALARM + "]}",
                    "{'type': 'change', 'number': 1, 'alarm': " + ALARM + "}",
                    "{'type': 'gap', 'from': 3, 'through': 9}",
                    "{'type': 'heartbeat', 'number': 9, 'at': 1764000000000}",
                    "{'type': 'done', 'alarm': 'p-17.spo2-low.m8zq3k0w'}",
                    "{'type': 'error', 'reason': 'no such alarm'}")) {
                assertThat(CONTRACT.fromServer(stream, json(message))).isEmpty();
            }
        }
    }

    @Test
    void vitalsAreTheWardStreamsAlone() throws IOException {
        JsonNode vitals = json("{'type': 'vitals', 'patient': 'p-17', 'at': 1764000000000,"
                + " 'values': {'hr': 71, 'temp': 37.2}, 'news2': " + NEWS2 + "}");

        assertThat(CONTRACT.fromServer(Stream.WARDS, vitals)).isEmpty();
        assertThat(CONTRACT.fromServer(Stream.ALARMS, vitals)).isNotEmpty();
    }

    @Test
    void whatAlarmClientsSend() throws IOException {
        for (Stream stream : List.of(Stream.ALARMS, Stream.WARDS)) {
            assertThat(CONTRACT.fromClient(stream, json("{'type': 'received', 'number': 4}")))
                    .isEmpty();
            assertThat(CONTRACT.fromClient(
                            stream,
                            json("{'type': 'acknowledge',"
                                    + " 'alarm': 'p-17.spo2-low.m8zq3k0w', 'priority': 'high'}")))
                    .isEmpty();
        }
    }

    @Test
    void cborIsHeldToTheSame() throws IOException {
        JsonNode message = json("{'type': 'change', 'number': 1, 'alarm': " + ALARM + "}");
        CBORMapper cbor = new CBORMapper();

        assertThat(CONTRACT.fromServer(
                        Stream.ALARMS, cbor.readTree(cbor.writeValueAsBytes(message))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'state': 'active' -> 'state': 'gone'",
                "'priority': 'medium' -> 'priority': 'urgent'",
                "'kind': 'physiological' -> 'kind': 'other'",
                "'vital': 'spo2' -> 'vital': 'icp'",
                "'onset': 1764000000000 -> 'onset': '2026-01-01'",
                "'onset': 1764000000000 -> 'onset': 1.5",
                "'acknowledged': null -> 'acknowledged': true",
                "'acknowledged': null -> 'acknowledged': {'by': 'n', 'at': 1}",
                "'patient': 'p-17' -> 'patient': 'p 17'",
                "'value': 86 -> 'value': '86'",
                "'recorded': true, -> ",
                "'ended': null, -> "
            })
    void anAlarmThatIsWrongIsFoundOut(String change) throws IOException {
        String[] parts = change.replace('\'', '"').split(" -> ", -1);
        assertThat(ALARM).contains(parts[0]);
        JsonNode message = json("{'type': 'change', 'number': 1, 'alarm': "
                + ALARM.replace(parts[0], parts[1]) + "}");

        assertThat(CONTRACT.fromServer(Stream.ALARMS, message)).isNotEmpty();
    }

    @Test
    void addedFieldsAreCompatible() throws IOException {
        JsonNode message = json("{'type': 'change', 'number': 1, 'since': 'v2', 'alarm': "
                + ALARM.replace("\"state\"", "\"reason\": \"new\", \"state\"") + "}");

        assertThat(CONTRACT.fromServer(Stream.ALARMS, message)).isEmpty();
    }

    @Test
    void answersOfTheRestCalls() {
        Map<String, String> answers = Map.ofEntries(
                Map.entry("POST /v1/patients 201", PATIENT),
                Map.entry("POST /v1/patients 200", PATIENT),
                Map.entry("GET /v1/patients 200", "[" + PATIENT + "]"),
                Map.entry("GET /v1/patients/p-17 200", PATIENT),
                Map.entry("PUT /v1/patients/p-17/limits 200", LIMITS),
                Map.entry("POST /v1/patients/p-17/transfer 200", PATIENT),
                Map.entry("POST /v1/patients/p-17/discharge 200", PATIENT),
                Map.entry("POST /v1/alarms/p-17.spo2-low.m8zq3k0w/acknowledge 200", ALARM),
                Map.entry(
                        "POST /v1/patients/p-17/observations 201",
                        "{\"patient\": \"p-17\", \"at\": 1764000000000}"),
                Map.entry("GET /v1/patients/p-17/vitals 200", "{\"hr\": [[1764000000000, 71.5]]}"),
                Map.entry(
                        "GET /v1/patients/p-17/alarms 200",
                        "[{\"alarm\": " + ALARM + ", \"transitions\": ["
                                + "{\"state\": \"active\", \"at\": 1, \"priority\": \"medium\"},"
                                + "{\"state\": \"acknowledged\", \"at\": 2, \"by\": \"n\"}]}]"),
                Map.entry(
                        "GET /v1/wards 200",
                        "[{\"ward\": \"icu-1\", \"patients\": 8,"
                                + " \"alarms\": {\"high\": 0, \"medium\": 1, \"low\": 0}}]"),
                Map.entry(
                        "GET /v1/wards/icu-1 200",
                        "{\"ward\": \"icu-1\", \"patients\": [{\"id\": \"p-17\","
                                + " \"name\": \"Ada\", \"bed\": \"4\"}], \"alarms\":"
                                + " {\"high\": 0, \"medium\": 1, \"low\": 0}, \"feed\": \"f1\","
                                + " \"number\": 12}"));
        answers.forEach((call, body) -> assertThat(answer(call, body)).isEmpty());
        answers.forEach((call, body) -> assertThat(answer(call, "7")).isNotEmpty());
    }

    @Test
    void stepsHaveFiveNumbers() {
        String call = "GET /v1/patients/p-17/vitals 200";

        assertThat(answer(call, "{\"hr\": [[1764000000000, 60, 71.5, 80, 12]]}"))
                .isEmpty();
        assertThat(answer(call, "{\"hr\": [[1764000000000, 60, 71.5]]}")).isNotEmpty();
        assertThat(answer(call, "{\"icp\": [[1764000000000, 60]]}")).isNotEmpty();
        assertThat(answer(call, "{}")).isEmpty();
    }

    @Test
    void errorsAreProblemsWithTheirHeaders() {
        String body = "{\"type\": \"about:blank\", \"title\": \"Unauthorized\","
                + " \"status\": 401, \"detail\": \"a token is needed\"}";
        Map<String, String> headers = Map.of(
                "content-type", "application/problem+json",
                "WWW-Authenticate", "Bearer realm=\"vigil\"");

        assertThat(CONTRACT.response("GET", "/v1/wards", 401, header(headers), body))
                .isEmpty();
        assertThat(CONTRACT.response(
                        "GET",
                        "/v1/wards",
                        401,
                        header(Map.of("content-type", "application/problem+json")),
                        body))
                .containsExactly("GET /v1/wards -> 401: header WWW-Authenticate is missing");
        assertThat(CONTRACT.response(
                        "GET",
                        "/v1/wards",
                        403,
                        header(Map.of("content-type", "text/plain")),
                        "no"))
                .containsExactly("GET /v1/wards -> 403: no such content type: text/plain, body no");
    }

    @Test
    void whatTheDocumentDoesNotKnowIsWrong() {
        assertThat(answer("GET /v1/nothing 200", "{}")).isNotEmpty();
        assertThat(answer("DELETE /v1/wards 200", "{}")).isNotEmpty();
        assertThat(answer("GET /v1/wards 418", "{}")).isNotEmpty();
        assertThat(answer("PUT /v1/patients/p-17/devices/mon-4 204", "a body")).isNotEmpty();
        assertThat(answer("PUT /v1/patients/p-17/devices/mon-4 204", "")).isEmpty();
    }

    @Test
    void bodiesOfRequests() {
        String admission = "{\"id\": \"p-17\", \"name\": \"Ada\", \"ward\": \"icu-1\","
                + " \"bed\": \"4\", \"profile\": \"child\", \"spo2Scale\": 2}";
        assertThat(CONTRACT.request("POST", "/v1/patients", admission)).isEmpty();
        assertThat(CONTRACT.request("POST", "/v1/patients", admission.replace("child", "elderly")))
                .isNotEmpty();
        assertThat(CONTRACT.request("POST", "/v1/patients", "")).isNotEmpty();
        assertThat(CONTRACT.request("POST", "/v1/patients/p-17/discharge", "")).isEmpty();
        assertThat(CONTRACT.request(
                        "PUT", "/v1/patients/p-17/limits", "{\"hr-low\": {\"bound\": 45}}"))
                .isEmpty();
        assertThat(CONTRACT.request(
                        "POST",
                        "/v1/patients/p-17/observations",
                        "{\"at\": 1, \"charted\": {\"consciousness\": \"V\"}}"))
                .isEmpty();
        assertThat(CONTRACT.request("POST", "/v1/patients/p-17/observations", "{\"at\": 1}"))
                .isNotEmpty();
    }

    private static List<String> answer(String call, String body) {
        String[] parts = call.split(" ");
        return CONTRACT.response(
                parts[0],
                parts[1],
                Integer.parseInt(parts[2]),
                header(Map.of("content-type", "application/json", "ETag", "\"3\"")),
                body);
    }

    private static Function<String, Optional<String>> header(Map<String, String> headers) {
        return name -> Optional.ofNullable(headers.get(name));
    }

    private static JsonNode json(String singleQuoted) throws JsonProcessingException {
        return JSON.readTree(singleQuoted.replace('\'', '"'));
    }
}
