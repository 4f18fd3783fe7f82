package io.vigil.replication.feed;

import io.vigil.core.Nullable;

import javax.net.ssl.SSLSocketFactory;

/**
 * Where Redis is, and as whom to go there.
 *
 * @param username null: the one that Redis calls default
 * @param password null: Redis asks for none
 * @param tls null: plain text
 */
public record RedisAddress(
        String host,
        int port,
        @Nullable String username,
        @Nullable String password,
        @Nullable SSLSocketFactory tls) {

    /** Hides the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
