package io.vigil.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.DeviceId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

class DeviceLinkTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final LinkListener listener = new LinkListener() {
        @Override
        public void ended(String reason) {
            heard.add("ended " + reason);
        }

        @Override
        public void disconnected(String reason) {
            heard.add("disconnected " + reason);
        }

        @Override
        public void error(DeviceId device, String reason) {
            heard.add("error " + device + " " + reason);
        }

        @Override
        public void held(DeviceId device, String reason) {
            heard.add("held " + device + " " + reason);
        }
    };
    private TinyServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TinyServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void framesArriveWholeAndAreAcked(Format format) throws Exception {
        try (DeviceLink link = link(format)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 7);
            Values values = Values.of(Vital.HR, 72).with(Vital.SBP, 121.5);
            device.observe(5, values, Vital.SBP.bit(), new Charted(Consciousness.V, true));
            device.technical(6, "leads-off", true);

            assertThat(device.awaitAcked(SOON)).isTrue();
        }
        List<JsonNode> durable = server.known("m-1").durable;
        assertThat(durable.get(0).toString())
                .isEqualTo("{\"type\":\"observe\",\"device\":\"m-1\",\"seq\":1,\"at\":5,"
                        + "\"values\":{\"hr\":72,\"sbp\":121.5},\"spot\":[\"sbp\"],"
                        + "\"charted\":{\"consciousness\":\"V\",\"oxygen\":true}}");
        assertThat(durable.get(1).toString())
                .isEqualTo("{\"type\":\"technical\",\"device\":\"m-1\",\"seq\":2,\"at\":6,"
                        + "\"condition\":\"leads-off\",\"active\":true}");
    }

    @Test
    void manyDevicesShareALinkAndSurviveCuts() throws Exception {
        try (DeviceLink link = link(Format.JSON)) {
            List<LinkedDevice> devices = java.util.stream.IntStream.range(0, 12)
                    .mapToObj(i -> link.device(new DeviceId("m-" + i), 1))
                    .toList();
            for (int i = 1; i <= 200; i++) {
                for (LinkedDevice device : devices) {
                    assertThat(device.observe(i, Values.of(Vital.HR, i))).hasValue(i);
                }
                if (i % 50 == 0) {
                    server.cut();
                }
            }
            for (LinkedDevice device : devices) {
                assertThat(device.awaitAcked(SOON)).isTrue();
                assertThat(server.known(device.id().value()).durable)
                        .hasSize(200)
                        .extracting(frame -> frame.get("seq").intValue())
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void keepsWhatIsUnackedThroughAHoldAndRefusesAtTheBound() throws Exception {
        try (DeviceLink link =
                DeviceLink.connect(server.uri(), TinyServer.TOKEN, Format.JSON, listener, 20)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            device.observe(1, Values.of(Vital.HR, 1));
            assertThat(device.awaitAcked(SOON)).isTrue();
            server.write("m-1", false);
            await().atMost(SOON).until(() -> heard.contains("held m-1 store is down"));
            for (int i = 2; i <= 21; i++) {
                assertThat(device.observe(i, Values.of(Vital.HR, i))).hasValue(i);
            }
            assertThat(device.observe(22, Values.of(Vital.HR, 22))).isEmpty();
            assertThat(device.awaitAcked(Duration.ofMillis(50))).isFalse();
            server.write("m-1", true);

            assertThat(device.awaitAcked(SOON)).isTrue();
            assertThat(device.observe(22, Values.of(Vital.HR, 22))).hasValue(22);
            assertThat(device.awaitAcked(SOON)).isTrue();
            assertThat(server.known("m-1").durable).hasSize(22);
        }
    }

    @Test
    void waitsForItsPatient() throws Exception {
        server.known("m-1").isAssigned = false;
        try (DeviceLink link = link(Format.JSON)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            device.observe(1, Values.of(Vital.HR, 60));
            await().atMost(SOON).until(() -> server.known("m-1").owner != null);
            assertThat(device.awaitStreaming(Duration.ofMillis(50))).isFalse();
            server.assign("m-1");

            assertThat(device.awaitAcked(SOON)).isTrue();
        }
    }

    @Test
    void theNewerConnectionTakesTheDevice() throws Exception {
        try (DeviceLink older = link(Format.JSON);
                DeviceLink newer = link(Format.CBOR)) {
            LinkedDevice first = older.device(new DeviceId("m-1"), 1);
            first.observe(1, Values.of(Vital.HR, 60));
            assertThat(first.awaitAcked(SOON)).isTrue();
            LinkedDevice second = newer.device(new DeviceId("m-1"), 2);
            second.observe(2, Values.of(Vital.HR, 61));

            assertThat(second.awaitAcked(SOON)).isTrue();
            await().atMost(SOON).until(first::isDone);
            assertThat(heard).contains("error m-1 superseded");
            assertThat(first.observe(3, Values.of(Vital.HR, 62))).isEmpty();
            assertThat(server.known("m-1").durable).hasSize(1);
        }
    }

    @Test
    void aDeviceMaySayByeAndComeBack() throws Exception {
        try (DeviceLink link = link(Format.JSON)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            device.observe(1, Values.of(Vital.HR, 60));
            assertThat(device.awaitAcked(SOON)).isTrue();
            device.bye();
            await().atMost(SOON).until(() -> server.known("m-1").owner == null);
            LinkedDevice again = link.device(new DeviceId("m-1"), 2);
            again.observe(2, Values.of(Vital.HR, 61));

            assertThat(again.awaitAcked(SOON)).isTrue();
        }
    }

    @Test
    void givesUpWhenItsTokenIsRefused() throws Exception {
        try (DeviceLink link =
                DeviceLink.connect(server.uri(), "bad-token", Format.JSON, listener)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);

            await().atMost(SOON).until(device::isDone);
            await().atMost(SOON)
                    .until(() ->
                            heard.contains("ended the server refused the connection: HTTP 401"));
        }
    }

    @Test
    void goesOnToTheNextServerWhenItsOwnIsGone() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:1");
        try (HttpClient http = DeviceLink.client();
                DeviceLink link = DeviceLink.share(
                        http,
                        List.of(nobody, server.uri()),
                        TinyServer.TOKEN,
                        Format.JSON,
                        listener,
                        20)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            device.observe(1, Values.of(Vital.HR, 60));

            assertThat(device.awaitAcked(SOON)).isTrue();
        }
    }

    @Test
    void aCutConnectionLosesNothing() throws Exception {
        try (DeviceLink link = link(Format.CBOR)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            device.observe(1, Values.of(Vital.HR, 60));
            assertThat(device.awaitAcked(SOON)).isTrue();
            link.cut();
            device.observe(2, Values.of(Vital.HR, 61));

            assertThat(device.awaitAcked(SOON)).isTrue();
            assertThat(heard).contains("disconnected cut");
            assertThat(server.known("m-1").durable).hasSize(2);
        }
    }

    @Test
    void framesThatGoOutTwiceAndLateAreKeptOnceAndInOrder() throws Exception {
        try (DeviceLink link = link(Format.CBOR)) {
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            link.disorder(new Disorder(new Random(7)));
            for (int i = 1; i <= 100; i++) {
                assertThat(device.observe(i, Values.of(Vital.HR, i))).hasValue(i);
            }
            await().atMost(SOON).until(() -> device.acked() >= 50);
            link.disorder(null);
            device.observe(101, Values.of(Vital.HR, 101));

            assertThat(device.awaitAcked(SOON)).isTrue();
            assertThat(server.known("m-1").durable)
                    .hasSize(101)
                    .extracting(frame -> frame.get("seq").intValue())
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(heard).anyMatch(line -> line.startsWith("error m-1 gap: expected"));
        }
    }

    @Test
    void knowsTheAddressOfTheStream() {
        assertThat(DeviceLink.streamUri(URI.create("https://ward.example:8443/")))
                .isEqualTo(URI.create("wss://ward.example:8443/v1/stream/devices"));
    }

    private DeviceLink link(Format format) {
        return DeviceLink.connect(server.uri(), TinyServer.TOKEN, format, listener);
    }
}
