package io.vigil.security.tls;

import io.vigil.core.Nullable;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import javax.net.ssl.SSLEngine;

/**
 * The links of Kafka's clients, from PEM files that may be renewed: Kafka's own factory reads them
 * once in a client's life.
 */
public final class KafkaTls implements SslEngineFactory {

    private static final String SECTION = "vigil.tls.";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private @Nullable RenewedTls tls;

    /** Properties of a client beside its own. */
    public static Map<String, Object> properties(TlsFiles files) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("security.protocol", "SSL");
        properties.put("ssl.engine.factory.class", KafkaTls.class.getName());
        files.named().forEach((name, file) -> properties.put(SECTION + name, file));
        return properties;
    }

    @Override
    public void configure(Map<String, ?> properties) {
        try {
            TlsFiles files = new TlsFiles(
                    file(properties, "key"),
                    file(properties, "certificate"),
                    Objects.requireNonNull(file(properties, "ca")));
            tls = RenewedTls.open(files, LOOK_EVERY, InstantSource.system());
        } catch (TlsUnusable e) {
            throw new KafkaException(e.getMessage(), e);
        }
    }

    @Override
    public SSLEngine createClientSslEngine(String host, int port, String identification) {
        return Objects.requireNonNull(tls).clientEngine(host, port);
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        throw new UnsupportedOperationException("for clients");
    }

    /** It looks at the files by itself. */
    @Override
    public boolean shouldBeRebuilt(Map<String, Object> next) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    private static @Nullable Path file(Map<String, ?> properties, String name) {
        Object file = properties.get(SECTION + name);
        return file == null ? null : Path.of(file.toString());
    }
}
