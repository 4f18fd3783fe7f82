package io.vigil.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

class RenewedTlsTest {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** Near the real one: TLS itself asks no other clock. */
    private Instant now = Instant.now();

    private DevelopmentCertificates certificates;
    private RenewedTls server;
    private RenewedTls client;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws TlsUnusable {
        certificates = made("own");
        server = open(files(certificates, "node"));
        client = open(files(certificates, "client"));
    }

    @Test
    void aNewConnectionHasTheRenewedCertificate() throws Exception {
        X509Certificate before = Handshake.shown(client, server);
        assertThat(before).isEqualTo(onDisk());

        certificates.renew(List.of(), 30, now);
        assertThat(Handshake.shown(client, server)).isEqualTo(before);

        now = now.plus(LOOK_EVERY);
        assertThat(Handshake.shown(client, server)).isEqualTo(onDisk()).isNotEqualTo(before);
        assertThat(server.state().good()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.pem", "node.key", "ca.pem"})
    void aHalfWrittenFileChangesNothingUntilItIsMended(String name) throws Exception {
        X509Certificate before = Handshake.shown(client, server);
        certificates.renew(List.of(), 30, now);
        Path file = folder.resolve("own").resolve(name);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, 90));

        now = now.plus(LOOK_EVERY);
        assertThat(Handshake.shown(client, server)).isEqualTo(before);
        assertThat(server.state().good()).isFalse();
        assertThat(server.state().detail())
                .contains(file.toString(), before.getNotAfter().toInstant().toString());

        Files.writeString(file, whole);
        now = now.plus(LOOK_EVERY);
        assertThat(Handshake.shown(client, server)).isEqualTo(onDisk());
        assertThat(server.state().good()).isTrue();
    }

    @Test
    void aFileThatIsGoneChangesNothing() throws Exception {
        X509Certificate before = Handshake.shown(client, server);
        Files.delete(certificates.chain("node"));

        now = now.plus(LOOK_EVERY);
        assertThat(Handshake.shown(client, server)).isEqualTo(before);
        assertThat(server.state().detail()).contains("node.pem is not there");
    }

    @Test
    void aCertificateWithoutItsKeyIsNotTakenUp() throws Exception {
        X509Certificate before = Handshake.shown(client, server);
        Files.copy(made("other").chain("node"), certificates.chain("node").resolveSibling("new"));
        Files.delete(certificates.chain("node"));
        Files.move(folder.resolve("own/new"), certificates.chain("node"));

        now = now.plus(LOOK_EVERY);
        assertThat(Handshake.shown(client, server)).isEqualTo(before);
        assertThat(server.state().detail()).contains("is not the key of");
    }

    @Test
    void theSameProblemIsLoggedOnce() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(RenewedTls.class);
        log.start();
        logger.addAppender(log);
        try {
            Files.writeString(certificates.key("node"), "-----BEGIN PRIVATE KEY-----\nMEEC");
            for (int look = 0; look < 5; look++) {
                now = now.plus(LOOK_EVERY);
                Handshake.shown(client, server);
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).hasSize(1);
        assertThat(log.list.getFirst().getFormattedMessage())
                .contains("node.key")
                .doesNotContain("MEEC");
    }

    @Test
    void mutualTakesOnlyCertificatesOfItsAuthority() throws Exception {
        RenewedTls none = open(TlsFiles.trusting(certificates.authority()));
        RenewedTls stranger = open(new TlsFiles(
                made("other").key("client"),
                folder.resolve("other/client.pem"),
                certificates.authority()));

        assertThatCode(() -> Handshake.between(engine(client), server.serverEngine(true)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Handshake.between(engine(none), server.serverEngine(true)))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> Handshake.between(engine(stranger), server.serverEngine(true)))
                .isInstanceOf(SSLException.class);
        assertThatCode(() -> Handshake.between(engine(none), server.serverEngine(false)))
                .doesNotThrowAnyException();
    }

    @Test
    void aClientTakesOnlyAServerOfItsAuthorityAndOfTheNameThatItCalled() throws Exception {
        RenewedTls stranger = open(files(made("other"), "node"));

        assertThatThrownBy(() -> Handshake.between(engine(client), stranger.serverEngine(false)))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> Handshake.between(
                        client.clientEngine("ward.example", 1), server.serverEngine(false)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("ward.example");
    }

    @Test
    void oldProtocolsAndWeakSuitesAreOff() throws Exception {
        SSLEngine engine = server.serverEngine(false);
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites())
                .isNotEmpty()
                .noneMatch(suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA_"));

        SSLEngine old = engine(client);
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        Handshake.between(old, server.serverEngine(true));
        assertThat(old.getSession().getCipherSuite()).startsWith("TLS_ECDHE_ECDSA");
    }

    @Test
    void aCertificateThatNobodyRenewsShowsBeforeItEnds() throws Exception {
        assertThat(server.state().good()).isTrue();

        now = onDisk().getNotAfter().toInstant().minus(Duration.ofDays(1));
        assertThat(server.state().good()).isFalse();
        assertThat(server.state().detail()).contains("renew it");

        now = now.plus(Duration.ofDays(2));
        assertThatThrownBy(() -> open(files(certificates, "node")))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining("ended on");
    }

    private SSLEngine engine(RenewedTls tls) {
        return tls.clientEngine("localhost", 1);
    }

    private X509Certificate onDisk() throws Exception {
        return Pem.certificates(Files.readString(certificates.chain("node"))).getFirst();
    }

    private DevelopmentCertificates made(String name) throws TlsUnusable {
        DevelopmentCertificates made = DevelopmentCertificates.in(folder.resolve(name));
        made.create(List.of(), 30, now);
        return made;
    }

    private RenewedTls open(TlsFiles files) throws TlsUnusable {
        return RenewedTls.open(files, LOOK_EVERY, () -> now);
    }

    private static TlsFiles files(DevelopmentCertificates certificates, String name) {
        return new TlsFiles(
                certificates.key(name), certificates.chain(name), certificates.authority());
    }
}
