package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.Nullable;
import io.vigil.security.tls.DevelopmentCertificates;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;

import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ServerTlsTest {

    private static final HostPort LOOPBACK = new HostPort("127.0.0.1", 0);
    private static final HostPort EVERYWHERE = new HostPort("0.0.0.0", 0);

    private DevelopmentCertificates certificates;
    private ActorSystem<Void> system;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        certificates = DevelopmentCertificates.in(folder);
        certificates.create(List.of(), 30, Instant.now());
        system = ActorSystem.create(
                Behaviors.empty(),
                "tls",
                ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
                        .withFallback(ConfigFactory.load()));
    }

    @AfterEach
    void stop() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.unknownReason())
                .toCompletableFuture()
                .join();
    }

    @Test
    void offIsPlainText() throws Exception {
        ServerTls off = ServerTls.open(config(Map.of("enabled", "off")), InstantSource.system());

        assertThat(off.httpUrl(LOOPBACK)).startsWith("http://");
        assertThat(status(off.http(system, LOOPBACK), "http", null)).isEqualTo(200);
    }

    @Test
    void probesAreAskedInPlainTextOnThisMachineOnly() throws Exception {
        ServerTls tls = open(Map.of("mutual", "on"));

        assertThat(tls.managementUrl(LOOPBACK)).startsWith("http://");
        assertThat(status(tls.management(system, LOOPBACK), "http", null)).isEqualTo(200);
        assertThat(tls.managementUrl(EVERYWHERE)).startsWith("https://");
        assertThat(status(tls.management(system, EVERYWHERE), "https", trusting()))
                .isEqualTo(200);
        assertThatThrownBy(() -> status(tls.management(system, EVERYWHERE), "http", null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void mutualRefusesWhoeverShowsNoCertificate() throws Exception {
        ServerTls tls = open(Map.of("mutual", "on"));
        TlsFiles client = new TlsFiles(
                certificates.key("client"), certificates.chain("client"), certificates.authority());

        assertThat(status(tls.http(system, LOOPBACK), "https", client)).isEqualTo(200);
        assertThatThrownBy(() -> status(tls.http(system, LOOPBACK), "https", trusting()))
                .isInstanceOf(IOException.class);
        assertThat(status(open(Map.of()).http(system, LOOPBACK), "https", trusting()))
                .isEqualTo(200);
    }

    @Test
    void filesThatCanNotBeUsedAreSaidInOneLine() {
        for (Map<String, String> wrong : List.of(
                Map.of("key", ""),
                Map.of("ca", ""),
                Map.of("key", "", "certificate", ""),
                Map.of("key", folder.resolve("nothing.key").toString()),
                Map.of("key", certificates.key("redis").toString()),
                Map.of("certificate", certificates.key("node").toString()))) {
            assertThatThrownBy(() -> open(wrong))
                    .as("%s", wrong)
                    .isInstanceOf(CannotStart.class)
                    .hasMessageStartingWith("TLS is on, but ")
                    .message()
                    .hasLineCount(1);
        }
    }

    private TlsFiles trusting() {
        return TlsFiles.trusting(certificates.authority());
    }

    private ServerTls open(Map<String, String> changes) throws CannotStart {
        return ServerTls.open(config(changes), InstantSource.system());
    }

    private Config config(Map<String, String> changes) {
        Map<String, String> tls = new HashMap<>(Map.of(
                "enabled", "on",
                "key", certificates.key("node").toString(),
                "certificate", certificates.chain("node").toString(),
                "ca", certificates.authority().toString()));
        tls.putAll(changes);
        Map<String, String> paths = new HashMap<>();
        tls.forEach((name, value) -> paths.put("vigil.tls." + name, value));
        return ConfigFactory.parseMap(paths)
                .withFallback(ConfigFactory.parseResources("tls.conf"))
                .resolve();
    }

    /** The status of a server that is bound to a free port. */
    private static int status(ServerBuilder server, String scheme, @Nullable TlsFiles files)
            throws Exception {
        int port = server.bindSync(_ -> HttpResponse.create().withStatus(200))
                .toCompletableFuture()
                .get()
                .localAddress()
                .getPort();
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (files != null) {
            builder.sslContext(RenewedTls.open(files, Duration.ofDays(1), InstantSource.system())
                    .context());
        }
        try (HttpClient client = builder.build()) {
            URI uri = URI.create(scheme + "://127.0.0.1:" + port + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
