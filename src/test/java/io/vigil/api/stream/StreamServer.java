package io.vigil.api.stream;

import static io.vigil.ward.WardFixtures.ANNA;
import static io.vigil.ward.WardFixtures.ICU;

import com.typesafe.config.ConfigFactory;

import io.vigil.api.Bearer;
import io.vigil.api.ContractValidator.Stream;
import io.vigil.api.ProblemHandlers;
import io.vigil.api.json.WireChange;
import io.vigil.core.WardId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.WardAlarm;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenVerifier;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardDirectory;
import io.vigil.ward.WardEntity;
import io.vigil.ward.WardFixtures;
import io.vigil.ward.WardPorts;
import io.vigil.ward.WardSettings;
import io.vigil.ward.WardSink;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Real wards behind a real server on a free port; the journal is in memory. */
final class StreamServer implements AutoCloseable {

    final Metrics metrics = new Metrics();
    final TokenIssuer issuer;
    final HttpClient client = HttpClient.newHttpClient();
    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("pekko.persistence.testkit.events.serialize = off")
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(ConfigFactory.load()));
    private final TestProbe<PatientReport.Confirmed> patient = kit.createTestProbe();
    private final Map<WardId, ActorRef<WardEntity.Command>> wards = new ConcurrentHashMap<>();
    private final AtomicLong reports = new AtomicLong();
    final FakeWatching watching = new FakeWatching();
    private final InetSocketAddress address;

    StreamServer(Path data, Acknowledgements acknowledgements) throws Exception {
        TokenKey key = TokenKey.openOrCreate(data);
        issuer = new TokenIssuer(key, InstantSource.system());
        StreamPorts ports = new StreamPorts(
                (ward, command) -> ward(ward).tell(command),
                acknowledgements,
                watching,
                metrics,
                InstantSource.system());
        Bearer bearer = new Bearer(new TokenVerifier(key, InstantSource.system()));
        AlarmStreamRoutes routes = new AlarmStreamRoutes(kit.system(), bearer, ports);
        ServerBinding binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", 0)
                .bind(ProblemHandlers.seal(routes.routes()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        address = binding.localAddress();
    }

    /** Anna's next report; the ward has taken it when this returns. */
    void report(WardAlarm... alarms) {
        report(0, alarms);
    }

    void report(long receivedNanos, WardAlarm... alarms) {
        PatientReport plain = WardFixtures.in(ANNA, reports.incrementAndGet(), alarms);
        PatientReport report = new PatientReport(
                ANNA,
                plain.incarnation(),
                plain.number(),
                plain.presence(),
                Arrays.asList(alarms),
                false,
                receivedNanos);
        ward(ICU).tell(new WardEntity.Report(report, patient.ref()));
        patient.receiveMessage(Duration.ofSeconds(20));
    }

    void vitals(long at, double rate) {
        ward(ICU).tell(new WardEntity.Vitals(WardFixtures.heartRate(ANNA, at, rate)));
    }

    StreamClient connect(String path, String token) throws Exception {
        return connect(path, token, "vigil.alarms.v1+json");
    }

    /** Throws what the handshake failed with. */
    StreamClient connect(String path, String token, String subprotocol) throws Exception {
        StreamClient listener =
                new StreamClient(path.contains("/wards/") ? Stream.WARDS : Stream.ALARMS);
        try {
            client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .subprotocols(subprotocol)
                    .buildAsync(uri("ws", path), listener)
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        return listener;
    }

    HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(uri("http", path)).header("Authorization", "Bearer " + token);
    }

    String token(Role role) {
        return issuer.issue(Principal.person("nurse", role, Set.of()), Duration.ofHours(1));
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + address.getPort() + path);
    }

    private ActorRef<WardEntity.Command> ward(WardId id) {
        return wards.computeIfAbsent(id, this::startWard);
    }

    private ActorRef<WardEntity.Command> startWard(WardId id) {
        WardPorts ports = new WardPorts(
                WireChange::new,
                (ward, woken) -> {},
                (patient, contest) -> {},
                register -> register.replyTo().tell(new WardDirectory.Registered(register.ward())),
                _ -> List.of(),
                WardSink.NONE,
                InstantSource.system(),
                () -> UUID.randomUUID().toString());
        TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
        return kit.spawn(WardEntity.create(id, WardSettings.STANDARD, ports, shard.ref()));
    }

    @Override
    public void close() {
        client.shutdownNow();
        kit.shutdownTestKit();
    }
}
