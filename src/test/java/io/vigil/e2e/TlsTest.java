package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.core.DeviceId;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.ops.replay.DeviceLink;
import io.vigil.ops.replay.Format;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.LinkedDevice;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.tls.DevelopmentCertificates;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server with TLS on, as devices, screens and whoever renews its certificates meet it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int ALERT = 0x15;

    private DevelopmentCertificates certificates;
    private SSLContext trusting;
    private HttpClient client;
    private ServerProcess server;
    private URI http;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = DevelopmentCertificates.in(folder.resolve("certificates"));
        certificates.create(List.of(), 30, Instant.now());
        trusting = RenewedTls.open(
                        TlsFiles.trusting(certificates.authority()), BOUND, InstantSource.system())
                .context();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting)
                .build();
        List<String> flags = List.of(
                "-Dvigil.tls.enabled=on",
                "-Dvigil.tls.key=" + certificates.key("node"),
                "-Dvigil.tls.certificate=" + certificates.chain("node"),
                "-Dvigil.tls.ca=" + certificates.authority(),
                "-Dvigil.tls.look-every=100ms");
        server = ServerProcess.start(folder, flags);
        http = URI.create("https://" + server.http().getAuthority());
    }

    @AfterAll
    void stop() {
        server.close();
        client.shutdownNow();
    }

    @Test
    void thePageRestAndStreamsWorkAndGoOnWhileCertificatesAreRenewed() throws Exception {
        assertThat(get("/").body()).contains("<html");
        Rest rest = new Rest(client, http, server.token(Role.LEAD));
        rest.admit("p-1", "icu-1", "1");
        rest.assign("p-1", "m-1");
        String token = server.token(Principal.device(new DeviceId("m-1")));
        try (Socket screen = Socket.open(
                        client,
                        http,
                        "/v1/stream/alarms?ward=icu-1",
                        server.token(Role.VIEWER),
                        "vigil.alarms.v1+json",
                        _ -> {});
                DeviceLink link = DeviceLink.share(
                        client, List.of(http), token, Format.CBOR, LinkListener.SILENT, 100)) {
            screen.expect("snapshot");
            LinkedDevice device = link.device(new DeviceId("m-1"), 1);
            fallsIll(device);
            screen.expect("change", TlsTest::isOfThePatient);
            assertThat(firstEvent()).startsWith("id:");

            BigInteger before = shown().getSerialNumber();
            certificates.renew(List.of(), 20, Instant.now());
            await().atMost(BOUND).until(() -> !shown().getSerialNumber().equals(before));
            screen.drain();
            recovers(device);
            screen.expect("change", TlsTest::isOfThePatient);
        }
    }

    @Test
    void plainTextAndWhoeverTrustsOthersIsRefused() throws Exception {
        try (java.net.Socket plain = new java.net.Socket("127.0.0.1", http.getPort())) {
            plain.setSoTimeout((int) BOUND.toMillis());
            plain.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(plain.getInputStream().read()).isIn(ALERT, -1);
        }
        try (HttpClient other = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(http).build();
            assertThatThrownBy(() -> other.send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void filesThatCanNotBeUsedShowInHealthAndChangeNothing() throws Exception {
        assertThat(health().at("/components/tls/status").asText()).isEqualTo("up");
        String whole = Files.readString(certificates.key("node"));

        Files.writeString(certificates.key("node"), whole.substring(0, 60));
        await().atMost(BOUND)
                .until(() -> health().at("/components/tls/status").asText().equals("degraded"));
        assertThat(health().at("/components/tls/detail").asText())
                .contains(certificates.key("node").toString());
        assertThat(server.readiness()).isEqualTo(200);
        assertThat(get("/").statusCode()).isEqualTo(200);

        Files.writeString(certificates.key("node"), whole);
        await().atMost(BOUND)
                .until(() -> health().at("/components/tls/status").asText().equals("up"));
    }

    private static boolean isOfThePatient(JsonNode message) {
        return message.at("/alarm/patient").asText().equals("p-1")
                && message.at("/alarm/kind").asText().equals("physiological");
    }

    private static void fallsIll(LinkedDevice device) throws InterruptedException {
        observe(device, 30);
    }

    private static void recovers(LinkedDevice device) throws InterruptedException {
        observe(device, 97);
    }

    /** Longer than any delay of an alarm, a second at a time. */
    private static void observe(LinkedDevice device, double spo2) throws InterruptedException {
        long from = System.currentTimeMillis() - Duration.ofMinutes(1).toMillis();
        for (int second = 0; second < 30; second++) {
            long at = from + device.offered() * Duration.ofSeconds(1).toMillis();
            device.observe(at, Values.of(Vital.SPO2, spo2));
        }
        assertThat(device.awaitAcked(BOUND)).isTrue();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(http.resolve(path)).timeout(BOUND).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The first line of the alarm stream as server-sent events. */
    private String firstEvent() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(http.resolve("/v1/stream/alarms?ward=icu-1"))
                .header("Authorization", "Bearer " + server.token(Role.VIEWER))
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines =
                client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("id:")).findFirst().orElseThrow();
        }
    }

    private JsonNode health() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.management().resolve("/health/ready"))
                .build();
        return Rest.JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private X509Certificate shown() throws IOException {
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", http.getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
