package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class SettingsTest {

    private static final HostPort ANY = new HostPort("127.0.0.1", 0);

    @TempDir
    Path folder;

    @Test
    void aCentralNodeDoesNotStartWithACassandraSettingThatCanNotBeUsed() throws Exception {
        assertThatThrownBy(() -> central("vigil.cassandra.keyspace = \"a; drop\""))
                .isInstanceOf(CannotStart.class)
                .hasMessage(folder.resolve("central.conf")
                        + ": vigil.cassandra.keyspace is 'a; drop', and must be a letter, and up"
                        + " to 47 letters, digits and underscores after it");
        assertThatThrownBy(
                        () -> central("vigil.cassandra.tls { enabled = on, ca = /no/such/ca.pem }"))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("Cassandra over TLS: ")
                .hasMessageContaining("/no/such/ca.pem");
    }

    @Test
    void messagesNameTheFileThatWasGiven() throws Exception {
        assertThat(central("").config().getString("vigil.config-file"))
                .isEqualTo(folder.resolve("central.conf").toString());
    }

    private Settings central(String text) throws IOException, CannotStart {
        Path file = Files.writeString(folder.resolve("central.conf"), text);
        return Settings.central(
                file, ANY, ANY, new Settings.Node(List.of(), List.of(ANY), List.of(folder)));
    }
}
