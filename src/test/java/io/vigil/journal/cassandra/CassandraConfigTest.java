package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** What the driver is told, of what the configuration says. */
class CassandraConfigTest {

    private static final String TLS = "advanced.ssl-engine-factory.";

    @Test
    void nodesAreAListOrOneTextAsAnEnvironmentHasIt() {
        assertThat(driver("contact-points = \"a:1, b:2\"").getStringList("basic.contact-points"))
                .containsExactly("a:1", "b:2");
        assertThat(driver("contact-points = [\"a:1\", \"b:2\"]")
                        .getStringList("basic.contact-points"))
                .containsExactly("a:1", "b:2");
        assertThatThrownBy(() -> driver("contact-points = \" , \""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no node");
    }

    @Test
    void withoutMoreThereIsNoPasswordAndNoTls() {
        Config driver = driver("datacenter = eu");

        assertThat(driver.getString("basic.load-balancing-policy.local-datacenter"))
                .isEqualTo("eu");
        assertThat(driver.hasPath("advanced.auth-provider.class")).isFalse();
        assertThat(driver.hasPath(TLS + "class")).isFalse();
    }

    @Test
    void aUserNeedsAPassword() {
        Config driver = driver("username = vigil, password = secret");

        assertThat(driver.getString("advanced.auth-provider.class"))
                .isEqualTo("PlainTextAuthProvider");
        assertThat(driver.getString("advanced.auth-provider.username")).isEqualTo("vigil");
        assertThat(driver.getString("advanced.auth-provider.password")).isEqualTo("secret");
        assertThatThrownBy(() -> driver("username = vigil"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "vigil.cassandra.username is there, and vigil.cassandra.password is not:"
                                + " they come together");
    }

    @Test
    void tlsNamesItsFiles() {
        Config driver = driver("""
            tls { enabled = on, ca = /ca.pem, certificate = /own.pem, key = /own.key }
            """);

        assertThat(driver.getString(TLS + "class")).isEqualTo("io.vigil.security.tls.CassandraTls");
        assertThat(driver.getString(TLS + "ca")).isEqualTo("/ca.pem");
        assertThat(driver.getString(TLS + "certificate")).isEqualTo("/own.pem");
        assertThat(driver.getString(TLS + "key")).isEqualTo("/own.key");
        assertThat(driver("tls { enabled = on, ca = /ca.pem }").hasPath(TLS + "key"))
                .isFalse();
        assertThat(driver("tls { enabled = off, ca = /ca.pem }").hasPath(TLS + "class"))
                .isFalse();
    }

    @Test
    void halfOfTlsIsRefusedRatherThanLeftOff() {
        assertThatThrownBy(() -> driver("tls.enabled = on"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vigil.cassandra.tls.ca names no file");
        assertThatThrownBy(() -> driver("tls { enabled = on, ca = /ca.pem, key = /own.key }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vigil.cassandra.tls.certificate is not");
    }

    @Test
    void aBadSettingIsNamedWithItsValueAndWhatItMayBe() {
        Map<String, String> said = Map.of(
                "contact-points = [\"a:1\", b]",
                "vigil.cassandra.contact-points is 'b', and must be HOST:PORT",
                "contact-points = \"a:99999\"",
                "vigil.cassandra.contact-points is 'a:99999', and must be HOST:PORT",
                "datacenter = \" \"",
                "vigil.cassandra.datacenter is ' ', and must be a name",
                "keyspace = \"a; drop\"",
                "vigil.cassandra.keyspace is 'a; drop', and must be a letter, and",
                "replication = three",
                "vigil.cassandra.replication must be like eu:3,us:3",
                "tls.enabled = maybe",
                "vigil.cassandra.tls.enabled is 'maybe', and must be on or off",
                "contact-point = \"a:1\"",
                "vigil.cassandra.contact-point is no setting; there are contact-points, ",
                "tls.certificat = /own.pem",
                "vigil.cassandra.tls.certificat is no setting; there are ca, certificate, ");
        said.forEach((written, expected) -> assertThatThrownBy(() -> driver(written))
                .as(written)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(expected));
    }

    private static Config driver(String cassandra) {
        return CassandraConfig.driver(
                ConfigFactory.load(ConfigFactory.parseString("vigil.cassandra {" + cassandra + "}")
                        .withFallback(ConfigFactory.parseResources("journal-cassandra.conf"))));
    }
}
