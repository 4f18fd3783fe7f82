package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;

import io.vigil.api.Bearer;
import io.vigil.api.ClosableSockets;
import io.vigil.api.Subprotocols;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.patient.DeviceEntity;
import io.vigil.patient.DeviceNotice;
import io.vigil.patient.PatientEntity;
import io.vigil.security.Access;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenVerifier;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.Watching;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Devices on real WebSockets; the test speaks for the entities behind. */
class DeviceStreamTest {

    private static final DeviceId MONITOR = new DeviceId("mon-1");
    private static final PatientId ANN = new PatientId("p-1");
    private static final long NOW = 1_764_000_000_000L;
    private static final String HELLO =
            "{'type':'hello','device':'mon-1','epoch':1,'next':1,'at':1764000000000}";

    private record ToDevice(DeviceId device, DeviceEntity.Command command) {}

    private record ToPatient(PatientId patient, PatientEntity.Command command) {}

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(
                    "pekko.http.server.websocket.periodic-keep-alive-max-idle = 1 s")
            .withFallback(ConfigFactory.load("http")));
    private final TestProbe<ToDevice> devices = kit.createTestProbe();
    private final TestProbe<ToPatient> patients = kit.createTestProbe();
    private final TestProbe<PatientEntity.Command> ann = kit.createTestProbe();
    private final Metrics metrics = new Metrics();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path data;

    private TokenIssuer tokens;
    private ServerBinding binding;

    @BeforeEach
    void bind() throws InterruptedException, ExecutionException {
        TokenKey key = TokenKey.openOrCreate(data);
        tokens = new TokenIssuer(key, InstantSource.system());
        Bearer bearer = new Bearer(new TokenVerifier(key, InstantSource.system()));
        DeviceStreams streams = new DeviceStreams(
                kit.system(),
                new DeviceSession.Ports(
                        (device, command) -> devices.getRef().tell(new ToDevice(device, command)),
                        (patient, command) ->
                                patients.getRef().tell(new ToPatient(patient, command)),
                        () -> NOW,
                        Watching.NONE,
                        () -> null,
                        metrics));
        Route route = DeviceStreamRoutes.create(opening -> gate(bearer, opening), streams);
        binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", 0)
                .bind(route)
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        kit.shutdownTestKit();
    }

    @Test
    void aDeviceThatSendsNothingForAWhileIsSentAPing() {
        connect(Format.JSON).awaitPing();
    }

    @Test
    void helloReadyObserveAck() {
        DeviceClient device = connect(Format.JSON);
        ActorRef<DeviceNotice> session = ready(device);

        device.send(observe("mon-1", 1, "'hr':80,'sats':97"));
        device.expect("{'type':'refused','device':'mon-1','seq':1,"
                + "'problems':[{'field':'sats','reason':'unknown vital'}]}");
        assertThat(ann.expectMessageClass(PatientEntity.FromDevice.class).frame())
                .isEqualTo(new PatientCommand.Observe(
                        MONITOR, 1, 1, NOW, Values.of(Vital.HR, 80), 0, Charted.NONE, NOW));

        session.tell(new DeviceNotice.PartsRefused(
                MONITOR, 1, List.of(new Refused("hr", "outside the plausible range"))));
        session.tell(new DeviceNotice.Durable(MONITOR, 1, 1));
        assertThat(device.next().path("type").textValue()).isEqualTo("refused");
        device.expect("{'type':'ack','device':'mon-1','epoch':1,'seq':1,'credit':64}");
        assertThat(metrics.scrape()).contains("vigil_refused_total 1.0");
    }

    @Test
    void speaksCborToWhoeverAsksForIt() {
        DeviceClient device = connect(Format.CBOR);
        ActorRef<DeviceNotice> session = ready(device);

        device.send(observe("mon-1", 1, "'temp':37.2"));
        ann.expectMessageClass(PatientEntity.FromDevice.class);
        session.tell(new DeviceNotice.Durable(MONITOR, 1, 1));

        device.expect("{'type':'ack','device':'mon-1','epoch':1,'seq':1,'credit':64}");
    }

    @Test
    void tellsOfAGapAndOfAFrameOverCredit() {
        DeviceClient device = connect(Format.JSON);
        ActorRef<DeviceNotice> session = ready(device);

        device.send(observe("mon-1", 5, "'hr':80"));
        ann.expectMessageClass(PatientEntity.FromDevice.class);
        session.tell(new DeviceNotice.OutOfOrder(MONITOR, 5, 1));
        device.expect("{'type':'error','reason':'gap: expected 1','device':'mon-1'}");

        for (int seq = 1; seq <= Bounds.CREDIT_FRAMES; seq++) {
            device.send(observe("mon-1", seq, "'hr':80"));
            ann.expectMessageClass(PatientEntity.FromDevice.class);
        }
        device.send(observe("mon-1", 65, "'hr':80"));
        device.expect("{'type':'error','reason':'over credit','device':'mon-1'}");
        ann.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void supersededByANewerConnection() {
        DeviceClient older = connect(Format.JSON);
        ActorRef<DeviceNotice> session = ready(older);

        session.tell(new DeviceNotice.Superseded(MONITOR));
        older.expect("{'type':'error','reason':'superseded','device':'mon-1'}");
        older.send(observe("mon-1", 1, "'hr':80"));
        older.expect("{'type':'error','reason':'superseded','device':'mon-1'}");
        ann.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aGatewayCarriesManyDevicesButOnlyItsOwn() {
        DeviceClient gateway =
                connect(tokens.issue(Principal.gateway("gw", "gw-"), Duration.ofHours(1)));
        for (int i = 0; i < 50; i++) {
            gateway.send(
                    "{'type':'hello','device':'gw-%d','epoch':1,'next':1,'at':1}".formatted(i));
            claim().tell(new DeviceNotice.Claimed(new DeviceId("gw-" + i), null, 0, 0));
            gateway.expect(
                    "{'type':'ready','device':'gw-%d','epoch':1,'acked':0,'credit':64,".formatted(i)
                            + "'patient':null}");
        }

        gateway.send(HELLO);
        assertThat(gateway.next().path("reason").textValue())
                .isEqualTo("this token is for devices whose id starts with 'gw-',"
                        + " not for device 'mon-1'");
        gateway.send(observe("gw-3", 1, "'hr':80"));
        gateway.expect("{'type':'hold','device':'gw-3','reason':'unassigned'}");
    }

    @Test
    void theEntitysDeathIsHeldAndGreetedAnew() {
        DeviceClient device = connect(Format.JSON);
        ready(device);

        ann.stop();
        assertThat(device.next().path("type").textValue()).isEqualTo("hold");
        PatientEntity.Hello again = (PatientEntity.Hello)
                patients.expectMessageClass(ToPatient.class).command();
        TestProbe<PatientEntity.Command> next = kit.createTestProbe();
        again.session().tell(new DeviceNotice.Welcome(MONITOR, ANN, 1, 0, next.getRef()));
        assertThat(device.next().path("type").textValue()).isEqualTo("ready");
        assertThat(device.next().path("type").textValue()).isEqualTo("go");

        device.send(observe("mon-1", 1, "'hr':80"));
        next.expectMessageClass(PatientEntity.FromDevice.class);
    }

    @Test
    void aMessageOver64KiBClosesWith1009WholeOrInPieces() {
        DeviceClient whole = connect(Format.JSON);
        whole.sendRaw("{\"x\":\"" + "y".repeat(Bounds.MESSAGE_BYTES_MAX) + "\"}");
        assertThat(whole.awaitClose().code()).isEqualTo(1009);

        DeviceClient pieces = connect(Format.JSON);
        for (int i = 0; i < 16; i++) {
            pieces.socket()
                    .sendText("y".repeat(Bounds.MESSAGE_BYTES_MAX / 16), false)
                    .join();
        }
        pieces.socket().sendText("y", false).join();
        assertThat(pieces.awaitClose().code()).isEqualTo(1009);

        DeviceClient binary = connect(Format.CBOR);
        binary.socket().sendBinary(ByteBuffer.allocate(70_000), true).join();
        assertThat(binary.awaitClose().code()).isEqualTo(1009);
        await().untilAsserted(
                        () -> assertThat(metrics.scrape()).contains("vigil_device_sessions 0.0"));
    }

    @Test
    void aMessageInPiecesIsPutTogether() {
        DeviceClient device = connect(Format.JSON);

        for (String piece : List.of("{\"type\":\"bye\",", "\"device\":", "\"mon-1\"}")) {
            device.socket().sendText(piece, piece.endsWith("}")).join();
        }

        device.expect("{'type':'error','reason':'say hello first','device':'mon-1'}");
    }

    @Test
    void aHundredBadMessagesCloseWith1008() {
        DeviceClient device = connect(Format.JSON);
        for (int i = 0; i < Bounds.BAD_MESSAGES_MAX; i++) {
            device.send("{'type':'wave'}");
        }

        for (int i = 0; i < Bounds.BAD_MESSAGES_MAX; i++) {
            assertThat(device.next().path("reason").textValue())
                    .isEqualTo("field 'device' is missing");
        }
        assertThat(device.awaitClose())
                .isEqualTo(new DeviceClient.Closed(1008, "100 messages were not understood"));
    }

    @Test
    void theConnectionEndsWithItsToken() {
        DeviceClient device =
                connect(tokens.issue(Principal.device(MONITOR), Duration.ofSeconds(1)));

        assertThat(device.awaitClose())
                .isEqualTo(new DeviceClient.Closed(1008, "the token has expired"));
    }

    @Test
    void letsTheDeviceGoWhenItsConnectionEnds() {
        DeviceClient device = connect(Format.JSON);
        ActorRef<DeviceNotice> session = ready(device);

        device.socket().sendClose(1000, "").join();

        assertThat(devices.receiveMessage())
                .isEqualTo(new ToDevice(MONITOR, new DeviceEntity.Unclaim(session)));
        assertThat(device.awaitClose().code()).isEqualTo(1000);
    }

    @Test
    void onlyDevicesGetIn() {
        String viewer =
                tokens.issue(Principal.person("v", Role.VIEWER, Set.of()), Duration.ofHours(1));

        assertThatThrownBy(() -> connect(viewer))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThatThrownBy(() -> connect("no.such.token"))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    private ActorRef<DeviceNotice> ready(DeviceClient device) {
        device.send(HELLO);
        ActorRef<DeviceNotice> session = claim();
        session.tell(new DeviceNotice.Claimed(MONITOR, ANN, 0, 0));
        assertThat(patients.receiveMessage())
                .isEqualTo(
                        new ToPatient(ANN, new PatientEntity.Hello(MONITOR, 1, 1, NOW, session)));
        session.tell(new DeviceNotice.Welcome(MONITOR, ANN, 1, 0, ann.getRef()));
        device.expect("{'type':'ready','device':'mon-1','epoch':1,'acked':0,'credit':64,"
                + "'patient':'p-1'}");
        return session;
    }

    private ActorRef<DeviceNotice> claim() {
        return ((DeviceEntity.Claim) devices.receiveMessage().command()).session();
    }

    private DeviceClient connect(Format format) {
        String token = tokens.issue(Principal.device(MONITOR), Duration.ofHours(1));
        return DeviceClient.connect(http, uri(), token, format);
    }

    private DeviceClient connect(String token) {
        return DeviceClient.connect(http, uri(), token, Format.JSON);
    }

    private URI uri() {
        return URI.create(
                "ws://127.0.0.1:" + binding.localAddress().getPort() + "/v1/stream/devices");
    }

    private static String observe(String device, int seq, String values) {
        return "{'type':'observe','device':'%s','seq':%d,'at':%d,'values':{%s}}"
                .formatted(device, seq, NOW, values);
    }

    private Route gate(Bearer bearer, DeviceStreamRoutes.Opening opening) {
        return bearer.authenticated(who ->
                Bearer.permitted(who.principal().mayStreamDevices(), () -> upgrade(who, opening)));
    }

    private Route upgrade(Bearer.Identity who, DeviceStreamRoutes.Opening opening) {
        return Subprotocols.DEVICES.upgrade((upgrade, agreed) -> {
            DeviceStreams.Stream stream = opening.open(
                    device -> refusal(who.principal(), device),
                    Duration.between(InstantSource.system().instant(), who.until()),
                    Format.valueOf(agreed.encoding().name()));
            return new ClosableSockets(kit.system())
                    .accept(
                            upgrade,
                            agreed.name(),
                            stream.messages(),
                            () -> close(stream.close().get()));
        });
    }

    private static String refusal(Principal principal, DeviceId device) {
        return principal.mayStreamDevice(device) instanceof Access.Denied denied
                ? denied.reason()
                : null;
    }

    private static ClosableSockets.Close close(SocketClose why) {
        return why == null ? null : new ClosableSockets.Close(why.code(), why.reason());
    }
}
