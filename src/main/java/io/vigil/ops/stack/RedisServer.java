package io.vigil.ops.stack;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's redis-server on one port of loopback. */
record RedisServer(int port) implements StackServer {

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
            port %d
            dir %s
            daemonize no
            save ""
            appendonly no
            """.formatted(port, folder.toAbsolutePath()));
        return List.of(PROGRAM.toString(), file.toString());
    }

    @Override
    public boolean answers() {
        try (Jedis client = new Jedis("127.0.0.1", port, TIMEOUT_MS)) {
            return client.ping().equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }
}
