package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.api.ContractValidator;
import io.vigil.api.ContractValidator.Stream;
import io.vigil.core.DeviceId;
import io.vigil.core.WardId;
import io.vigil.security.Principal;
import io.vigil.security.Role;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The running server, held to the OpenAPI and AsyncAPI documents that it serves itself. */
class ContractTest {

    private static final long NOW = System.currentTimeMillis();

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static ContractValidator contract;
    private static HeldRest lead;
    private static HeldRest viewer;

    private final List<String> problems = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(folder);
        Rest rest = new Rest(server.http(), server.token(Role.VIEWER));
        contract = ContractValidator.of(
                rest.get("/openapi.json").toString(), rest.get("/asyncapi.json").toString());
        lead = as(Role.LEAD);
        viewer = as(Role.VIEWER);
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.println(server.tail());
        server.close();
    }

    private static HeldRest as(Role role) {
        return new HeldRest(server.http(), server.token(role), contract);
    }

    private static String admission(String id, String ward, String bed) {
        return """
            {"id":"%s","name":"Test Person","ward":"%s","bed":"%s"}\
            """.formatted(id, ward, bed);
    }

    private static void admit(String id, String ward) throws Exception {
        lead.call(201, "POST", "/v1/patients", admission(id, ward, id));
    }

    @Test
    void whoMayComeIn() throws Exception {
        HeldRest nobody = new HeldRest(server.http(), null, contract);
        nobody.call(401, "GET", "/v1/wards", null);
        nobody.call(401, "GET", "/openapi.json", null);
        new HeldRest(server.http(), "not.a.token", contract).call(401, "GET", "/v1/wards", null);
        viewer.call(403, "POST", "/v1/patients", admission("p-403", "w-403", "1"));
        String device = server.token(Principal.device(new DeviceId("d-403")));
        new HeldRest(server.http(), device, contract).call(403, "GET", "/v1/wards", null);
        as(Role.AUDITOR).call(403, "GET", "/v1/patients?ward=w-403", null);
        Principal elsewhere = Principal.person("n", Role.VIEWER, Set.of(new WardId("another")));
        new HeldRest(server.http(), server.token(elsewhere), contract)
                .call(403, "GET", "/v1/patients?ward=w-403", null);
    }

    @Test
    void aPatientsStay() throws Exception {
        String body = admission("p-stay", "w-stay", "1");
        lead.call(201, "POST", "/v1/patients", body);
        lead.call(200, "POST", "/v1/patients", body);
        lead.call(409, "POST", "/v1/patients", admission("p-stay", "w-stay", "2"));
        lead.call(400, "POST", "/v1/patients", "{no json");
        lead.call(422, "POST", "/v1/patients", "{\"id\":\"not an id\"}");
        viewer.json(200, "GET", "/v1/patients/p-stay", null);
        viewer.json(200, "GET", "/v1/patients?ward=w-stay", null);
        viewer.call(400, "GET", "/v1/patients", null);
        viewer.call(404, "GET", "/v1/patients/p-nobody", null);
        viewer.json(200, "GET", "/v1/wards", null);
        viewer.json(200, "GET", "/v1/wards/w-stay", null);
        viewer.call(404, "GET", "/v1/wards/w-nowhere", null);
        lead.call(204, "PUT", "/v1/patients/p-stay/devices/d-stay", null);
        lead.call(404, "PUT", "/v1/patients/p-nobody/devices/d-stay", null);
        lead.call(204, "DELETE", "/v1/patients/p-stay/devices/d-stay", null);
        lead.call(404, "DELETE", "/v1/patients/p-stay/devices/d-stay", null);
        String elsewhere = "{\"ward\":\"w-stay-2\",\"bed\":\"7\"}";
        lead.call(200, "POST", "/v1/patients/p-stay/transfer", elsewhere);
        lead.call(404, "POST", "/v1/patients/p-nobody/transfer", elsewhere);
        lead.call(422, "POST", "/v1/patients/p-stay/transfer", "{}");
        lead.call(200, "POST", "/v1/patients/p-stay/discharge", null);
        lead.call(404, "POST", "/v1/patients/p-nobody/discharge", null);
        lead.call(404, "POST", "/v1/patients/p-stay/transfer", elsewhere);
    }

    @Test
    void twoPatientsInOneBed() throws Exception {
        lead.call(201, "POST", "/v1/patients", admission("p-bed-1", "w-bed", "4"));
        lead.call(201, "POST", "/v1/patients", admission("p-bed-2", "w-bed", "4"));
        await().untilAsserted(() -> assertThat(conflicts("p-bed-1")).hasSize(1));
        await().untilAsserted(() -> assertThat(conflicts("p-bed-2")).hasSize(1));
        JsonNode conflict = conflicts("p-bed-1").path(0);
        assertThat(conflict.path("about").asText()).isEqualTo("bed");
        assertThat(conflict.path("bed").asText()).isEqualTo("4");
        assertThat(conflict.path("patient").asText()).isEqualTo("p-bed-2");
        as(Role.CLINICIAN)
                .call(
                        200,
                        "POST",
                        "/v1/alarms/" + conflict.path("alarm").asText() + "/acknowledge",
                        "{\"priority\":\"medium\"}");
        lead.call(
                200, "POST", "/v1/patients/p-bed-2/transfer", "{\"ward\":\"w-bed\",\"bed\":\"5\"}");
        await().untilAsserted(() -> assertThat(conflicts("p-bed-1")).isEmpty());
        await().untilAsserted(() -> assertThat(conflicts("p-bed-2")).isEmpty());
    }

    private static JsonNode conflicts(String patient) throws Exception {
        return viewer.json(200, "GET", "/v1/patients/" + patient, null).path("conflicts");
    }

    @Test
    void limitsHaveVersions() throws Exception {
        admit("p-limits", "w-limits");
        String path = "/v1/patients/p-limits/limits";
        String change = "{\"hr-high\":{\"bound\":130,\"delay\":5000}}";
        HttpResponse<String> first = lead.call(200, "PUT", path, change);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        lead.call(200, "PUT", path, "{\"hr-high\":{\"bound\":131}}", "If-Match", tag);
        lead.call(412, "PUT", path, "{\"hr-high\":{\"bound\":132}}", "If-Match", tag);
        lead.call(422, "PUT", path, "{\"no-such-condition\":{\"bound\":132}}");
        lead.call(422, "PUT", path, "{\"hr-high\":{\"bound\":\"much\"}}");
        viewer.call(403, "PUT", path, change);
        lead.call(404, "PUT", "/v1/patients/p-nobody/limits", change);
        HttpResponse<String> confirmed = lead.call(200, "POST", path + "/confirm", null);
        assertThat(confirmed.body()).contains("\"bound\":131");
        lead.call(412, "POST", path + "/confirm", null, "If-Match", tag);
        viewer.call(403, "POST", path + "/confirm", null);
        lead.call(404, "POST", "/v1/patients/p-nobody/limits/confirm", null);
    }

    @Test
    void chartingAndHistory() throws Exception {
        admit("p-chart", "w-chart");
        HeldRest clinician = as(Role.CLINICIAN);
        String path = "/v1/patients/p-chart/observations";
        String chart = """
            {"at":%d,"values":{"sbp":60.5,"temp":37},\
            "charted":{"consciousness":"A","oxygen":false}}\
            """.formatted(NOW);
        clinician.call(201, "POST", path, chart, "Idempotency-Key", "k-1");
        clinician.call(201, "POST", path, chart, "Idempotency-Key", "k-1");
        clinician.call(422, "POST", path, chart.replace("37", "38"), "Idempotency-Key", "k-1");
        clinician.call(422, "POST", path, "{\"at\":\"today\"}");
        viewer.call(403, "POST", path, chart);
        String history = "/v1/patients/p-chart/vitals?from=0&to=" + (NOW + 1);
        HttpResponse<String> answer = viewer.call(200, "GET", history, null);
        assertThat(answer.body()).contains("[[" + NOW + ",60.5]]");
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        viewer.call(304, "GET", history, null, "If-None-Match", tag);
        viewer.json(200, "GET", history + "&vital=sbp&step=60000", null);
        viewer.call(400, "GET", history + "&vital=mood", null);
        viewer.call(400, "GET", "/v1/patients/p-chart/vitals?from=yesterday", null);
        viewer.call(404, "GET", "/v1/patients/p-nobody/vitals", null);
        JsonNode alarms =
                viewer.json(200, "GET", "/v1/patients/p-chart/alarms?from=0&to=" + (NOW + 1), null);
        String id = alarms.findValuesAsText("id").getFirst();
        acknowledge(clinician, id);
    }

    private static void acknowledge(HeldRest clinician, String id) throws Exception {
        String path = "/v1/alarms/" + id + "/acknowledge";
        viewer.call(403, "POST", path, "{\"priority\":\"high\"}");
        clinician.call(409, "POST", path, "{\"priority\":\"low\"}");
        clinician.call(422, "POST", path, "{\"priority\":\"urgent\"}");
        JsonNode seen = clinician.json(200, "POST", path, "{\"priority\":\"high\"}");
        assertThat(seen.at("/acknowledged/by").asText()).isEqualTo("test-clinician");
        clinician.call(
                404, "POST", "/v1/alarms/p-x.hr-low.1/acknowledge", "{\"priority\":\"low\"}");
    }

    @Test
    void probesAndMetrics() throws Exception {
        HeldRest watch = new HeldRest(server.management(), null, contract);
        watch.call(200, "GET", "/health/live", null);
        watch.call(200, "GET", "/health/ready", null);
        assertThat(watch.call(200, "GET", "/metrics", null).body())
                .contains("vigil_frames", "vigil_announce_latency", "vigil_durability_latency");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "cbor"})
    void aDevicesConversation(String format) throws Exception {
        String patient = "p-dev-" + format;
        String device = "gw." + format;
        admit(patient, "w-dev");
        String token = server.token(Principal.gateway("gateway", "gw."));
        try (Socket socket =
                held("/v1/stream/devices", token, "vigil.device.v1+" + format, Stream.DEVICES)) {
            socket.send(Messages.hello(device, 1, 1));
            assertThat(socket.expect("ready").path("patient").isNull()).isTrue();
            socket.send(Messages.heartRate(device, 1, NOW, 80));
            assertThat(socket.expect("hold").path("reason").asText()).contains("unassigned");
            lead.call(204, "PUT", "/v1/patients/" + patient + "/devices/" + device, null);
            assertThat(socket.expect("assigned").path("patient").asText()).isEqualTo(patient);
            frames(socket, device);
            socket.send(Messages.hello("not-mine", 1, 1));
            assertThat(socket.expect("error").path("device").asText()).isEqualTo("not-mine");
            supersede(socket, device, token, format);
        }
        assertThat(problems).isEmpty();
    }

    private void frames(Socket socket, String device) throws Exception {
        socket.send(Messages.heartRate(device, 1, NOW + 1, 80));
        socket.expect("ack", ack -> ack.path("seq").asLong() == 1);
        socket.send(Messages.heartRate(device, 1, NOW + 1, 80));
        socket.expect("ack", ack -> ack.path("seq").asLong() == 1);
        socket.send(Messages.heartRate(device, 3, NOW + 3, 80));
        assertThat(socket.expect("error").path("reason").asText()).contains("gap: expected 2");
        socket.send(Messages.gap(device, 2, 4));
        socket.expect("ack", ack -> ack.path("seq").asLong() == 4);
        socket.send(Messages.heartRate(device, 5, NOW + 5, 9999));
        assertThat(socket.expect("refused").at("/problems/0/field").asText()).isEqualTo("hr");
        socket.send(Messages.technical(device, 6, NOW + 6, "leads-off", true));
        socket.send(Messages.technical(device, 7, NOW + 7, "leads-off", false));
        socket.expect("ack", ack -> ack.path("seq").asLong() == 7);
    }

    private void supersede(Socket first, String device, String token, String format)
            throws Exception {
        try (Socket second =
                held("/v1/stream/devices", token, "vigil.device.v1+" + format, Stream.DEVICES)) {
            second.send(Messages.hello(device, 1, 8));
            assertThat(second.expect("ready").path("acked").asLong()).isEqualTo(7);
            assertThat(first.expect("error").path("reason").asText()).contains("superseded");
            second.send(Messages.bye(device));
        }
    }

    @Test
    void whatIsNoMessageIsSaidAndTooMuchCloses() throws Exception {
        String token = server.token(Principal.gateway("gateway", "bad."));
        try (Socket socket =
                held("/v1/stream/devices", token, "vigil.device.v1+json", Stream.DEVICES)) {
            socket.sendText("{nonsense");
            socket.expect("error");
            for (int bad = 0; bad < 100; bad++) {
                socket.sendText("{\"type\":\"nonsense\"}");
            }
            assertThat(socket.closeCode()).isEqualTo(1008);
        }
        try (Socket socket =
                held("/v1/stream/devices", token, "vigil.device.v1+json", Stream.DEVICES)) {
            socket.sendText("{\"type\":\"" + "x".repeat(70_000) + "\"}");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void anAlarmFromTheSampleToItsEnd() throws Exception {
        admit("p-alarm", "w-alarm");
        lead.call(204, "PUT", "/v1/patients/p-alarm/devices/d-alarm", null);
        String clinician = server.token(Role.CLINICIAN);
        String gateway = server.token(Principal.gateway("gateway", "d-"));
        try (Socket device = held(
                        "/v1/stream/devices", gateway, "vigil.device.v1+json", Stream.DEVICES);
                Socket ward = held(
                        "/v1/stream/wards/w-alarm",
                        clinician,
                        "vigil.alarms.v1+json",
                        Stream.WARDS);
                Socket alarms = held(
                        "/v1/stream/alarms?ward=w-alarm",
                        clinician,
                        "vigil.alarms.v1+json",
                        Stream.ALARMS)) {
            String feed = alarms.expect("snapshot").path("feed").asText();
            ward.expect("snapshot");
            device.send(Messages.hello("d-alarm", 1, 1));
            device.expect("ready");
            device.send(Messages.cuff("d-alarm", 1, NOW, 60));
            JsonNode change = alarms.expect("change", ContractTest::isRecorded);
            ward.expect("vitals");
            acknowledges(alarms, change);
            alarms.expect("heartbeat");
            resumes(clinician, feed);
        }
        assertThat(problems).isEmpty();
    }

    private static boolean isRecorded(JsonNode change) {
        return change.at("/alarm/recorded").asBoolean();
    }

    private static void acknowledges(Socket alarms, JsonNode change) throws Exception {
        String id = change.at("/alarm/id").asText();
        alarms.send(Messages.received(change.path("number").asLong()));
        alarms.send(Messages.acknowledge(id, "low"));
        alarms.expect("error");
        alarms.send(Messages.acknowledge(id, change.at("/alarm/priority").asText()));
        assertThat(alarms.expect("done").path("alarm").asText()).isEqualTo(id);
    }

    /** Of the same feed: what was missed; of another one: all that is open. */
    private void resumes(String token, String feed) throws Exception {
        String path = "/v1/stream/alarms?ward=w-alarm&feed=";
        try (Socket again =
                held(path + feed + "&after=0", token, "vigil.alarms.v1+json", Stream.ALARMS)) {
            assertThat(again.expect("change").path("number").asLong()).isEqualTo(1);
        }
        try (Socket other =
                held(path + "other&after=3", token, "vigil.alarms.v1+json", Stream.ALARMS)) {
            other.expect("snapshot");
        }
        try (AlarmScreen screen = new AlarmScreen(server.http(), token, "w-alarm")) {
            await().untilAsserted(() -> assertThat(screen.latest()).isNotEmpty());
        }
    }

    private Socket held(String path, String token, String subprotocol, Stream stream) {
        return Socket.open(
                server.http(),
                path,
                token,
                subprotocol,
                message -> problems.addAll(contract.fromServer(stream, message)));
    }
}
