package io.vigil.app;

import com.typesafe.config.Config;

import io.vigil.core.Nullable;
import io.vigil.security.tls.ArteryTls;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;
import io.vigil.security.tls.TlsUnusable;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Health;

import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBuilder;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;

/**
 * TLS on this server's own ports, if {@code vigil.tls} says so: HTTP, the management port and Artery,
 * all from the same files. A port with TLS takes no plain text.
 */
final class ServerTls {

    private static final String PATH = "vigil.tls";

    private final @Nullable TlsFiles files;
    private final @Nullable RenewedTls tls;
    private final boolean mutual;

    private ServerTls(@Nullable TlsFiles files, @Nullable RenewedTls tls, boolean mutual) {
        this.files = files;
        this.tls = tls;
        this.mutual = mutual;
    }

    /** @throws CannotStart if it is enabled and its files can't be used */
    static ServerTls open(Config config, InstantSource clock) throws CannotStart {
        try {
            TlsFiles files = TlsFiles.from(config, PATH);
            if (files == null) {
                return new ServerTls(null, null, false);
            }
            if (files.key() == null) {
                throw new CannotStart("TLS is on, but " + PATH + ".key and " + PATH
                        + ".certificate name no files");
            }
            return new ServerTls(
                    files,
                    RenewedTls.open(files, config.getDuration(PATH + ".look-every"), clock),
                    config.getBoolean(PATH + ".mutual"));
        } catch (TlsUnusable e) {
            throw new CannotStart("TLS is on, but " + e.getMessage(), e);
        }
    }

    /** How the actor system starts: its links to other nodes are TLS too. */
    ActorSystemSetup setup(Config config) {
        return tls == null
                ? ActorSystemSetup.create(BootstrapSetup.create(config))
                : ActorSystemSetup.create(
                        BootstrapSetup.create(ArteryTls.over(config)), ArteryTls.setup(tls));
    }

    /** The server for devices, screens and people. */
    ServerBuilder http(ActorSystem<?> system, HostPort at) {
        return server(system, at, tls, mutual);
    }

    /**
     * The server for probes, which have no certificates of their own. On loopback it stays plain:
     * what never leaves the machine needs no TLS.
     */
    ServerBuilder management(ActorSystem<?> system, HostPort at) {
        return server(system, at, isLoopback(at) ? null : tls, false);
    }

    String httpUrl(HostPort at) {
        return (tls == null ? "http://" : "https://") + at;
    }

    String managementUrl(HostPort at) {
        return (tls == null || isLoopback(at) ? "http://" : "https://") + at;
    }

    /** Files that can't be taken up, and a certificate that nobody renewed, show before they hurt. */
    void show(Health health) {
        RenewedTls shown = tls;
        if (shown != null) {
            health.ask(Health.TLS, () -> health(shown.state()));
        }
    }

    /** Clients of this process, from now on, trust what this server trusts. */
    void trustByDefault() throws TlsUnusable {
        if (files != null) {
            Trust.byDefault(files);
        }
    }

    private static ComponentHealth health(RenewedTls.Report report) {
        return report.good()
                ? ComponentHealth.up(report.detail())
                : ComponentHealth.degraded(report.detail());
    }

    private static ServerBuilder server(
            ActorSystem<?> system, HostPort at, @Nullable RenewedTls tls, boolean mutual) {
        ServerBuilder plain = Http.get(system).newServerAt(at.host(), at.port());
        return tls == null
                ? plain
                : plain.enableHttps(ConnectionContext.httpsServer(() -> tls.serverEngine(mutual)));
    }

    private static boolean isLoopback(HostPort at) {
        try {
            return InetAddress.getByName(at.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
