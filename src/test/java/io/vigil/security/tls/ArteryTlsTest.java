package io.vigil.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

/** Nodes that find each other over real sockets. */
class ArteryTlsTest {

    private static final Duration ANSWER = Duration.ofSeconds(15);

    /** Nobody answers: long after those that are let in have had their answer. */
    private static final Duration NO_ANSWER = Duration.ofSeconds(2);

    private static final int ALERT = 0x15;

    private final List<ActorSystem> systems = new ArrayList<>();
    private DevelopmentCertificates certificates;
    private ActorSystem first;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        certificates = made("own");
        first = node("first", files(certificates, "node"));
    }

    @AfterEach
    void stop() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(
                system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    @Test
    void nodesOfOneAuthorityTalk() throws Exception {
        assertThat(asks(node("second", files(certificates, "node")), ANSWER)).isEqualTo("pong");
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefused() throws Exception {
        DevelopmentCertificates other = made("other");
        // It trusts the first node, so what is left is that the first doesn't trust it.
        TlsFiles stranger =
                new TlsFiles(other.key("node"), other.chain("node"), certificates.authority());

        ActorSystem third = node("third", stranger);
        assertThatThrownBy(() -> asks(third, NO_ANSWER)).isInstanceOf(ExecutionException.class);
        assertRefused(stranger);
    }

    @Test
    void anotherServerOfTheSameAuthorityIsNoNode() throws Exception {
        ActorSystem third = node("third", files(certificates, "redis"));
        assertThatThrownBy(() -> asks(third, NO_ANSWER)).isInstanceOf(ExecutionException.class);
        assertRefused(files(certificates, "client"));
    }

    @Test
    void whoeverShowsNoCertificateIsRefused() {
        assertRefused(TlsFiles.trusting(certificates.authority()));
    }

    @Test
    void plainTextIsRefused() throws Exception {
        Config plain = config().withFallback(ConfigFactory.load());
        ActorSystem third = started(ActorSystem.create("third", plain));
        assertThatThrownBy(() -> asks(third, NO_ANSWER)).isInstanceOf(ExecutionException.class);

        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.getOutputStream().write("AKKA\1".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().read()).isIn(ALERT, -1);
        }
    }

    @Test
    void renewedFilesAreTakenUpWithoutARestart() throws Exception {
        X509Certificate before = shown();
        ActorSystem second = node("second", files(certificates, "node"));
        assertThat(asks(second, ANSWER)).isEqualTo("pong");

        certificates.renew(List.of(), 20, Instant.now());

        assertThat(shown()).isEqualTo(onDisk()).isNotEqualTo(before);
        assertThat(asks(second, ANSWER)).isEqualTo("pong");
        assertThat(asks(node("later", files(certificates, "node")), ANSWER)).isEqualTo("pong");
    }

    private void assertRefused(TlsFiles files) {
        assertThatThrownBy(() -> {
                    try (Socket socket = connect(files)) {
                        socket.getOutputStream().write("AKKA\1".getBytes(StandardCharsets.UTF_8));
                        if (socket.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(java.net.SocketTimeoutException.class);
    }

    /** The certificate that the first node shows to a new connection. */
    private X509Certificate shown() throws Exception {
        try (SSLSocket socket = connect(files(certificates, "node"))) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private SSLSocket connect(TlsFiles files) throws Exception {
        SSLSocket socket = (SSLSocket) open(files).sockets().createSocket("127.0.0.1", port());
        socket.setSoTimeout((int) ANSWER.toMillis());
        return socket;
    }

    private X509Certificate onDisk() throws Exception {
        return Pem.certificates(Files.readString(certificates.chain("node"))).getFirst();
    }

    private String asks(ActorSystem from, Duration bound) throws Exception {
        return (String) Patterns.ask(from.actorSelection(address() + "/user/echo"), "ping", bound)
                .toCompletableFuture()
                .get(bound.toMillis() * 2, TimeUnit.MILLISECONDS);
    }

    private Address address() {
        return ((ExtendedActorSystem) first).provider().getDefaultAddress();
    }

    private int port() {
        return address().getPort().orElseThrow();
    }

    private ActorSystem node(String name, TlsFiles files) throws TlsUnusable {
        Config config = ArteryTls.over(config().withFallback(ConfigFactory.load()));
        return started(ActorSystem.create(
                name,
                ActorSystemSetup.create(
                        BootstrapSetup.create(config), ArteryTls.setup(open(files)))));
    }

    private ActorSystem started(ActorSystem system) {
        systems.add(system);
        system.actorOf(Props.create(Echo.class, Echo::new), "echo");
        return system;
    }

    private static Config config() {
        return ConfigFactory.parseString("""
            pekko {
              actor.provider = remote
              actor.allow-java-serialization = off
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              coordinated-shutdown.exit-jvm = off
              loglevel = WARNING
              log-dead-letters = off
            }
            """);
    }

    private static RenewedTls open(TlsFiles files) throws TlsUnusable {
        return RenewedTls.open(files, Duration.ZERO, InstantSource.system());
    }

    private DevelopmentCertificates made(String name) throws TlsUnusable {
        DevelopmentCertificates made = DevelopmentCertificates.in(folder.resolve(name));
        made.create(List.of(), 30, Instant.now());
        return made;
    }

    private static TlsFiles files(DevelopmentCertificates certificates, String name) {
        return new TlsFiles(
                certificates.key(name), certificates.chain(name), certificates.authority());
    }

    private static final class Echo extends AbstractActor {

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .matchEquals("ping", _ -> getSender().tell("pong", getSelf()))
                    .build();
        }
    }
}
