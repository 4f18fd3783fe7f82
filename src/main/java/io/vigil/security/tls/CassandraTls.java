package io.vigil.security.tls;

import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.config.DriverOption;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;

import io.vigil.core.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLEngine;

/**
 * The driver's links to Cassandra, from PEM files that may be renewed; the driver's own factory wants
 * stores with passwords in the configuration.
 */
public final class CassandraTls implements SslEngineFactory {

    private static final String SECTION = "advanced.ssl-engine-factory.";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final RenewedTls tls;

    public CassandraTls(RenewedTls tls) {
        this.tls = tls;
    }

    /** For the driver, which makes it by its name, its section has {@code ca, key, certificate}. */
    public CassandraTls(DriverContext context) throws TlsUnusable {
        this(RenewedTls.open(
                files(context.getConfig().getDefaultProfile()),
                LOOK_EVERY,
                InstantSource.system()));
    }

    @Override
    public SSLEngine newSslEngine(EndPoint end) {
        InetSocketAddress address = (InetSocketAddress) end.resolve();
        // As the node is known here: asking DNS for a name would let DNS say whom to trust.
        return tls.clientEngine(address.getHostString(), address.getPort());
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    private static TlsFiles files(DriverExecutionProfile profile) {
        return new TlsFiles(
                file(profile, "key"),
                file(profile, "certificate"),
                Path.of(profile.getString(option("ca"))));
    }

    private static @Nullable Path file(DriverExecutionProfile profile, String name) {
        String file = profile.getString(option(name), null);
        return file == null ? null : Path.of(file);
    }

    private static DriverOption option(String name) {
        return () -> SECTION + name;
    }
}
