package io.vigil.ops.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.vigil.core.Nullable;
import io.vigil.security.tls.TlsFiles;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Debian's redis-server on one port of loopback.
 *
 * @param tls null: plain text
 */
record RedisServer(int port, @JsonIgnore @Nullable StackTls tls) implements StackServer {

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final int TIMEOUT_MS = 1000;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public List<String> prepare(Path folder) throws IOException, StackException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new StackException(
                    "needs " + PROGRAM + " (Debian: sudo apt-get install redis-server)");
        }
        Path file = folder.resolve("redis.conf");
        Files.writeString(file, """
            bind 127.0.0.1
            dir %s
            daemonize no
            save ""
            appendonly no
            """.formatted(folder.toAbsolutePath()) + ports());
        return List.of(PROGRAM.toString(), file.toString());
    }

    private String ports() {
        if (tls == null) {
            return "port " + port + "\n";
        }
        TlsFiles files = tls.files("redis");
        return """
            port 0
            tls-port %d
            tls-cert-file %s
            tls-key-file %s
            tls-ca-cert-file %s
            tls-auth-clients yes
            tls-protocols "TLSv1.2 TLSv1.3"
            """.formatted(port, files.certificate(), files.key(), files.ca());
    }

    @Override
    public boolean answers() {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder().timeoutMillis(TIMEOUT_MS);
        if (tls != null) {
            config.ssl(true).sslSocketFactory(tls.client().sockets());
        }
        try (Jedis client = new Jedis(new HostAndPort("127.0.0.1", port), config.build())) {
            return client.ping().equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }
}
