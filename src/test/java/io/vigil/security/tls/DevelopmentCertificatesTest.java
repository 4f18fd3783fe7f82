package io.vigil.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class DevelopmentCertificatesTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path folder;

    @Test
    void everyCertificateIsOfTheAuthorityAndGoodForServersAndClients() throws Exception {
        DevelopmentCertificates made = made(List.of("ward.example", "10.1.2.3"));

        X509Certificate authority = certificates(made.authority()).getFirst();
        for (String name : DevelopmentCertificates.NAMES) {
            List<X509Certificate> chain = certificates(made.chain(name));
            assertThat(chain).hasSize(2).last().isEqualTo(authority);
            assertIssued(chain.getFirst(), authority);
            assertThat(chain.getFirst().getExtendedKeyUsage())
                    .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
            assertThat(chain.getFirst().getSubjectAlternativeNames())
                    .map(Object::toString)
                    .containsExactlyInAnyOrder(
                            "[2, localhost]",
                            "[7, 127.0.0.1]",
                            "[7, 127.0.0.2]",
                            "[7, 127.0.0.3]",
                            "[2, ward.example]",
                            "[7, 10.1.2.3]");
            assertThat(chain.getFirst().getNotAfter())
                    .isEqualTo(Date.from(NOW.plus(Duration.ofDays(30))));
            assertThat(chain.getFirst().getBasicConstraints()).isEqualTo(-1);
        }
    }

    @Test
    void keysAreEllipticAndFitTheirCertificates() throws Exception {
        DevelopmentCertificates made = made(List.of());

        for (String name : DevelopmentCertificates.NAMES) {
            PrivateKey key = Pem.key(Files.readString(made.key(name)));
            assertThat(((ECPrivateKey) key).getParams().getOrder().bitLength()).isEqualTo(256);
            TlsFiles files = new TlsFiles(made.key(name), made.chain(name), made.authority());
            assertThat(TlsIdentity.of(files, TlsContents.read(files), NOW).own())
                    .isNotNull();
        }
    }

    @Test
    void secretsAreTheirOwnersAlone() throws Exception {
        made(List.of());

        Map<String, String> permissions = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                permissions.put(
                        file.getFileName().toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertThat(permissions.keySet())
                .containsExactlyInAnyOrder(
                        "ca.pem",
                        "ca.key",
                        "store-password",
                        "node.pem",
                        "node.key",
                        "cassandra.pem",
                        "cassandra.key",
                        "cassandra.p12",
                        "kafka.pem",
                        "kafka.key",
                        "kafka.p12",
                        "redis.pem",
                        "redis.key",
                        "client.pem",
                        "client.key");
        permissions.forEach((file, is) -> assertThat(is)
                .as(file)
                .isEqualTo(file.endsWith(".pem") ? "rw-r--r--" : "rw-------"));
    }

    @Test
    void aStoreOpensWithThePasswordOfItsFolderAlone() throws Exception {
        DevelopmentCertificates made = made(List.of());
        DevelopmentCertificates other = DevelopmentCertificates.in(folder.resolve("other"));
        other.create(List.of(), 30, NOW);

        String password = Files.readString(made.storePassword()).strip();
        assertThat(password).hasSizeGreaterThan(40);
        assertThat(Files.readString(other.storePassword()).strip()).isNotEqualTo(password);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made.store("kafka"))) {
            store.load(in, password.toCharArray());
        }
        assertThat(store.getCertificateChain("own"))
                .containsExactlyElementsOf(certificates(made.chain("kafka")));
        assertThat(store.isCertificateEntry("ca")).isTrue();
    }

    @Test
    void anAuthorityIsNeverReplaced() throws Exception {
        DevelopmentCertificates made = made(List.of());
        String before = Files.readString(made.authority());

        assertThatThrownBy(() -> made.create(List.of(), 30, NOW))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining("--renew");
        assertThat(made.authority()).hasContent(before);

        Files.delete(made.authority());
        assertThatThrownBy(() -> made.create(List.of(), 30, NOW)).isInstanceOf(TlsUnusable.class);
    }

    @Test
    void renewedCertificatesHaveNewKeysOfTheSameAuthorityForTheSameHosts() throws Exception {
        DevelopmentCertificates made = made(List.of("ward.example"));
        String password = Files.readString(made.storePassword());
        X509Certificate authority = certificates(made.authority()).getFirst();
        X509Certificate before = certificates(made.chain("node")).getFirst();

        made.renew(List.of(), 10, NOW);

        X509Certificate after = certificates(made.chain("node")).getFirst();
        assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(after.getPublicKey()).isNotEqualTo(before.getPublicKey());
        assertThat(Set.copyOf(after.getSubjectAlternativeNames()))
                .isEqualTo(Set.copyOf(before.getSubjectAlternativeNames()));
        assertThat(certificates(made.authority())).containsExactly(authority);
        assertIssued(after, authority);
        assertThat(made.storePassword()).hasContent(password);
    }

    @Test
    void renewingNeedsTheAuthorityAndItsKey() throws Exception {
        DevelopmentCertificates none = DevelopmentCertificates.in(folder.resolve("none"));
        assertThatThrownBy(() -> none.renew(List.of(), 30, NOW))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining("leave out --renew");

        DevelopmentCertificates made = made(List.of());
        Files.delete(made.key("ca"));
        assertThatThrownBy(() -> made.renew(List.of(), 30, NOW))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining("ca.key");
    }

    @Test
    void noCertificateOutlivesItsAuthority() throws Exception {
        DevelopmentCertificates made = made(List.of());
        X509Certificate authority = certificates(made.authority()).getFirst();
        Instant late = authority.getNotAfter().toInstant().minus(Duration.ofDays(2));

        made.renew(List.of(), 30, late);
        assertThat(certificates(made.chain("node")).getFirst().getNotAfter())
                .isEqualTo(authority.getNotAfter());

        assertThatThrownBy(() -> made.renew(List.of(), 30, late.plus(Duration.ofDays(3))))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining("has ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ward example", "https://ward", "-ward", "ward:8080"})
    void aHostIsANameOrAnAddress(String host) {
        assertThatThrownBy(() -> made(List.of(host)))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining("--host");
        assertThat(folder).isEmptyDirectory();
    }

    private DevelopmentCertificates made(List<String> hosts) throws TlsUnusable {
        DevelopmentCertificates made = DevelopmentCertificates.in(folder);
        made.create(hosts, 30, NOW);
        return made;
    }

    private static void assertIssued(X509Certificate certificate, X509Certificate authority)
            throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(List.of(certificate)),
                        parameters);
    }

    private static List<X509Certificate> certificates(Path file) throws Exception {
        return Pem.certificates(Files.readString(file));
    }
}
