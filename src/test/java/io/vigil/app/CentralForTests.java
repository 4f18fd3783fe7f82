package io.vigil.app;

import io.vigil.ops.stack.FreePorts;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** A central node in this process, from a file as {@code ./vigil central --config} takes it. */
public final class CentralForTests implements AutoCloseable {

    private static final HostPort ANY = new HostPort("127.0.0.1", 0);

    private final Server server;
    private final TokenKey key;

    private CentralForTests(Server server, TokenKey key) {
        this.server = server;
        this.key = key;
    }

    /** Returns once it listens; it may not have joined its own cluster yet. */
    public static CentralForTests start(Path config, Path data) throws Exception {
        HostPort self = new HostPort("127.0.0.1", FreePorts.free());
        Settings settings = Settings.central(
                config, ANY, ANY, new Settings.Node(List.of(self), List.of(self), List.of(data)));
        Files.createDirectories(data);
        TokenKey key = TokenKey.openOrCreate(data);
        return new CentralForTests(Server.start(settings, key), key);
    }

    public URI http() {
        return URI.create(server.tls().httpUrl(server.http()));
    }

    public String token(Role role) {
        return new TokenIssuer(key, InstantSource.system())
                .issue(Principal.person("test", role, Set.of()), Duration.ofHours(1));
    }

    @Override
    public void close() {
        server.close();
    }
}
