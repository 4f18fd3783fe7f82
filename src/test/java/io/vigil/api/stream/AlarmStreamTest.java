package io.vigil.api.stream;

import static io.vigil.ward.WardFixtures.ANNA;
import static io.vigil.ward.WardFixtures.ICU;
import static io.vigil.ward.WardFixtures.ended;
import static io.vigil.ward.WardFixtures.raised;
import static io.vigil.ward.WardFixtures.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.api.stream.Acknowledgements.Outcome;
import io.vigil.core.AlarmId;
import io.vigil.core.Bounds;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;
import io.vigil.security.Principal;
import io.vigil.security.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class AlarmStreamTest {

    private static final String ALARMS = "/v1/stream/alarms?ward=icu-1";
    private static final WardAlarm LOW = raised(ANNA, 1_000, Priority.MEDIUM);
    private static final WardAlarm GRAVE = raised(ANNA, 2_000, Priority.HIGH);

    private StreamServer server;
    private String viewer;

    @BeforeEach
    void start(@TempDir Path data) throws Exception {
        server = new StreamServer(data, AlarmStreamTest::acknowledge);
        viewer = server.token(Role.VIEWER);
        server.report();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Knows one alarm. */
    private static CompletionStage<Outcome> acknowledge(
            WardId ward, AlarmId alarm, Priority seen, Principal by) {
        boolean known = ward.equals(ICU) && alarm.equals(GRAVE.alarm().id());
        return CompletableFuture.completedFuture(
                known && seen == Priority.HIGH
                        ? new Outcome.Done()
                        : new Outcome.Refused("not at priority " + seen.code()));
    }

    @Test
    void aClientGetsASnapshotThenChangesThenHeartbeats() throws Exception {
        server.report(LOW);
        StreamClient client = server.connect(ALARMS, viewer);
        JsonNode snapshot = client.next();
        server.report(System.nanoTime(), GRAVE);
        JsonNode change = client.next("change");

        assertThat(snapshot.path("type").asText()).isEqualTo("snapshot");
        assertThat(snapshot.path("ward").asText()).isEqualTo("icu-1");
        assertThat(snapshot.path("number").asLong()).isEqualTo(1);
        assertThat(snapshot.path("alarms").get(0).path("id").asText())
                .isEqualTo(LOW.alarm().id().value());
        assertThat(change.path("number").asLong()).isEqualTo(2);
        assertThat(change.path("alarm").path("recorded").asBoolean()).isFalse();
        assertThat(client.next("heartbeat").path("number").asLong()).isEqualTo(2);
        assertThat(server.metrics.scrape()).contains("vigil_announce_latency_seconds_count 1");
    }

    @Test
    void anAlarmThatTheWardCanNotTellOfIsShownBesideWhatItSaidLast() throws Exception {
        server.report(LOW);
        StreamClient client = server.connect(ALARMS, viewer);
        String feed = client.next("snapshot").path("feed").asText();
        server.watching.found(GRAVE);

        JsonNode standIn = client.next("snapshot");
        assertThat(standIn.path("feed").asText()).isNotEqualTo(feed);
        assertThat(standIn.path("alarms").findValuesAsText("condition"))
                .containsExactly(LOW.alarm().condition(), GRAVE.alarm().condition(), "ward-moving");

        server.report(GRAVE);
        JsonNode again = client.next("snapshot");
        assertThat(again.path("feed").asText()).isEqualTo(feed);
        assertThat(again.path("alarms").findValuesAsText("condition"))
                .containsExactly(LOW.alarm().condition(), GRAVE.alarm().condition());
        server.report(LOW, recorded(GRAVE));
        assertThat(client.next("change").path("number").asLong()).isEqualTo(3);
    }

    @Test
    void aWardThatIsInReachKnowsBetter() throws Exception {
        server.watching.silent = false;
        StreamClient client = server.connect(ALARMS, viewer);
        client.next("snapshot");
        client.next("heartbeat");
        server.watching.found(GRAVE);

        assertThat(client.next().path("type").asText()).isEqualTo("heartbeat");
        assertThat(client.next().path("type").asText()).isEqualTo("heartbeat");
    }

    @Test
    void anAlarmThatTheWardHasToldOfIsNotToldAgain() throws Exception {
        server.report(GRAVE);
        StreamClient client = server.connect(ALARMS, viewer);
        client.next("snapshot");
        server.watching.found(GRAVE);

        assertThat(client.next().path("type").asText()).isEqualTo("heartbeat");
        assertThat(client.next().path("type").asText()).isEqualTo("heartbeat");
    }

    @Test
    void theSameInCbor() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer, "vigil.alarms.v1+cbor");
        assertThat(client.next().path("type").asText()).isEqualTo("snapshot");
        server.report(GRAVE);

        assertThat(client.next("change").path("alarm").path("value").asInt()).isEqualTo(86);
    }

    @Test
    void whoComesBackGetsWhatItMissed() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer);
        String feed = client.next("snapshot").path("feed").asText();
        client.socket().abort();
        for (int onset = 1; onset <= 500; onset++) {
            server.report(raised(ANNA, onset, Priority.LOW));
        }
        URI place = server.uri("http", ALARMS + "&feed=" + feed + "&after=100");
        try (PlainStreamClient again = PlainStreamClient.connect(place, viewer)) {
            for (int number = 101; number <= 500; number++) {
                JsonNode change = again.next();
                assertThat(change.path("type").asText()).isEqualTo("change");
                assertThat(change.path("number").asInt()).isEqualTo(number);
            }
            assertThat(again.next().path("type").asText()).isEqualTo("heartbeat");
        }
    }

    @Test
    void aPlaceInAnotherFeedIsASnapshot() throws Exception {
        StreamClient client = server.connect(ALARMS + "&feed=other&after=7", viewer);

        assertThat(client.next().path("type").asText()).isEqualTo("snapshot");
    }

    @Test
    void theWardStreamCarriesVitalsAtMostOnceASecond() throws Exception {
        StreamClient client = server.connect("/v1/stream/wards/icu-1", viewer);
        client.next("heartbeat");
        long start = System.nanoTime();
        server.vitals(1_000, 70);
        server.vitals(1_200, 71);
        server.vitals(1_400, 72.5);

        assertThat(client.next("vitals").path("values").path("hr").asInt()).isEqualTo(70);
        JsonNode newest = client.next("vitals");
        assertThat(newest.path("values").path("hr").asDouble()).isEqualTo(72.5);
        assertThat(newest.path("news2").path("complete").asBoolean(true)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(950));
    }

    @Test
    void eventsCarryTheirPlaceAndResumeFromIt() throws Exception {
        server.report(LOW);
        List<String> first = events(ALARMS, null, 2);
        String snapshot = first.getFirst();
        String feed = StreamClient.JSON.readTree(data(snapshot)).path("feed").asText();
        server.report(GRAVE);
        server.report(recorded(GRAVE));

        assertThat(snapshot).contains("id:" + feed + ":1").contains("retry:");
        assertThat(data(snapshot)).startsWith("{\"type\":\"snapshot\",\"ward\":\"icu-1\"");
        List<String> missed = events(ALARMS + "&feed=x&after=0", feed + ":1", 3);
        assertThat(missed.get(0)).contains("id:" + feed + ":2").contains("\"number\":2");
        assertThat(missed.get(1)).contains("id:" + feed + ":3").contains("\"number\":3");
        assertThat(data(missed.get(2))).contains("\"type\":\"heartbeat\"");
        assertThat(data(events(ALARMS, "nonsense", 1).getFirst()))
                .startsWith("{\"type\":\"snapshot\"");
    }

    @Test
    void aSlowClientGetsAGapAndASnapshotAndTheOthersEverything() throws Exception {
        StreamClient slow = server.connect(ALARMS, viewer);
        StreamClient fast = server.connect(ALARMS, viewer);
        slow.next("snapshot");
        fast.next("snapshot");
        slow.pause();
        String site = "x".repeat(8_000);
        int through = 0;
        while (gaps() == 0) {
            for (int more = 0; more < 100; more++) {
                through++;
                WardAlarm alarm = raised(ANNA, through, Priority.LOW, site);
                server.report(ended(alarm, through));
            }
            expectChanges(fast, through - 99, through);
            assertThat(through).as("changes that a socket can hold").isLessThan(20_000);
        }
        server.report(GRAVE);
        slow.proceed();

        expectChanges(fast, through + 1, through + 1);
        expectGapAndSnapshot(slow, through + 1);
        server.report(recorded(GRAVE));
        expectChanges(slow, through + 2, through + 2);
        expectChanges(fast, through + 2, through + 2);
        assertThat(gaps()).isEqualTo(1);
    }

    private static void expectGapAndSnapshot(StreamClient slow, int through) throws Exception {
        int last = 0;
        JsonNode message = slow.next();
        while (!message.path("type").asText().equals("gap")) {
            if (message.path("type").asText().equals("change")) {
                last++;
                assertThat(message.path("number").asInt()).isEqualTo(last);
            }
            message = slow.next();
        }
        assertThat(message.path("from").asInt()).isEqualTo(last + 1);
        assertThat(message.path("through").asInt()).isEqualTo(through);
        JsonNode snapshot = slow.next();
        assertThat(snapshot.path("type").asText()).isEqualTo("snapshot");
        assertThat(snapshot.path("number").asInt()).isEqualTo(through);
        assertThat(snapshot.path("alarms")).hasSize(1);
    }

    @Test
    void aClinicianAcknowledgesAndAViewerMayNot() throws Exception {
        StreamClient clinician = server.connect(ALARMS, server.token(Role.CLINICIAN));
        clinician.send(acknowledge(GRAVE, "high"));
        assertThat(clinician.next("done").path("alarm").asText())
                .isEqualTo(GRAVE.alarm().id().value());
        clinician.send(acknowledge(GRAVE, "low"));
        JsonNode refused = clinician.next("error");
        assertThat(refused.path("reason").asText()).isEqualTo("not at priority low");
        assertThat(refused.path("alarm").asText()).isEqualTo(GRAVE.alarm().id().value());
        StreamClient other = server.connect(ALARMS, viewer);
        other.send(acknowledge(GRAVE, "high"));

        assertThat(other.next("error").path("reason").asText())
                .isEqualTo("role viewer may not acknowledge alarms: that needs role clinician");
    }

    @Test
    void whatIsReceivedIsCountedOnce() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer);
        server.report(LOW);
        server.report(GRAVE);
        client.next("change");
        client.next("change");
        client.send("{\"type\":\"received\",\"number\":2}");
        client.send("{\"type\":\"received\",\"number\":2}");
        client.send("{\"type\":\"received\",\"number\":3}");

        assertThat(client.next("error").path("reason").asText()).contains("not sent yet");
        assertThat(server.metrics.scrape()).contains("vigil_alarms_received_total 2.0");
    }

    @Test
    void aHundredBadMessagesCloseTheConnection() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer);
        for (int bad = 0; bad < Bounds.BAD_MESSAGES_MAX; bad++) {
            client.send("bad " + bad);
            assertThat(client.next("error").path("reason").asText()).isNotBlank();
        }

        assertThat(client.closeCode()).isEqualTo(1008);
        await().until(() -> server.metrics.scrape().contains("vigil_subscribers 0.0"));
    }

    @Test
    void aMessageOfTheOtherKindIsBad() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer, "vigil.alarms.v1+cbor");
        client.send("{\"type\":\"received\",\"number\":0}");

        assertThat(client.next("error").path("reason").asText()).contains("CBOR");
    }

    @Test
    void aMessageOver64KiBClosesTheConnection() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer);
        client.send("x".repeat(Bounds.MESSAGE_BYTES_MAX + 1));

        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void soDoesOneThatComesInPiecesAndNeverEnds() throws Exception {
        StreamClient client = server.connect(ALARMS, viewer);
        String piece = "x".repeat(10_000);
        for (int pieces = 0; pieces < 8; pieces++) {
            client.socket().sendText(piece, false).join();
        }

        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        String brief = server.issuer.issue(
                Principal.person("nurse", Role.VIEWER, Set.of()), Duration.ofSeconds(2));
        StreamClient client = server.connect(ALARMS, brief);

        assertThat(client.next().path("type").asText()).isEqualTo("snapshot");
        assertThat(client.closeCode()).isEqualTo(1008);
    }

    @Test
    void whoMayNotOrAsksWronglyLearnsWhy() throws Exception {
        String elsewhere = server.issuer.issue(
                Principal.person("nurse", Role.VIEWER, Set.of(new WardId("icu-2"))),
                Duration.ofHours(1));

        expectRefused(403, ALARMS, elsewhere, "not for ward 'icu-1'");
        expectRefused(401, ALARMS, "nonsense", "token");
        expectRefused(400, "/v1/stream/alarms", viewer, "name a ward");
        expectRefused(400, "/v1/stream/wards/a%20b", viewer, "id");
        expectRefused(400, ALARMS + "&feed=x", viewer, "feed and after");
        expectRefused(400, ALARMS + "&feed=x&after=-1", viewer, "feed and after");
        expectRefused(426, ALARMS, viewer, "WebSocket");
        assertThatThrownBy(() -> server.connect(ALARMS, elsewhere))
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
    }

    private void expectRefused(int status, String path, String token, String why) throws Exception {
        HttpResponse<String> response =
                server.client.send(server.request(path, token).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(why);
    }

    /** The first events of a stream, each with its lines. */
    private List<String> events(String path, String lastEventId, int count) throws Exception {
        var request = server.request(path, viewer).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = server.client.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        List<String> events = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            StringBuilder event = new StringBuilder();
            while (events.size() < count) {
                String line = lines.readLine();
                if (line.isEmpty()) {
                    events.add(event.toString());
                    event.setLength(0);
                } else {
                    event.append(line).append('\n');
                }
            }
        }
        return events;
    }

    private static String data(String event) {
        return event.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).trim())
                .findFirst()
                .orElseThrow();
    }

    private static void expectChanges(StreamClient client, int from, int through) throws Exception {
        for (int number = from; number <= through; number++) {
            assertThat(client.next("change").path("number").asInt()).isEqualTo(number);
        }
    }

    private static String acknowledge(WardAlarm alarm, String priority) {
        return "{\"type\":\"acknowledge\",\"alarm\":\"%s\",\"priority\":\"%s\"}"
                .formatted(alarm.alarm().id(), priority);
    }

    private int gaps() {
        return (int) server.metrics
                .scrape()
                .lines()
                .filter(line -> line.startsWith("vigil_subscriber_gaps_total"))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }
}
