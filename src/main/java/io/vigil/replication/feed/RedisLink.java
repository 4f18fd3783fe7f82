package io.vigil.replication.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** One connection to Redis, for one thread. Whatever fails on it, it is done with. */
final class RedisLink implements AutoCloseable {

    private static final int TIMEOUT_MS = 2000;

    /** Four times as long as a ward waits before it is written again. */
    private static final long HASH_SECONDS = 60;

    private static final JsonFactory JSON = new JsonFactory();

    private final Jedis redis;

    private RedisLink(Jedis redis) {
        this.redis = redis;
    }

    /** @throws JedisException if Redis doesn't answer */
    static RedisLink open(RedisAddress address) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(TIMEOUT_MS)
                .socketTimeoutMillis(TIMEOUT_MS)
                .autoNegotiateProtocol(false)
                .clientName("vigil")
                .user(address.username())
                .password(address.password());
        if (address.tls() != null) {
            config.ssl(true).sslSocketFactory(address.tls());
        }
        Jedis redis = new Jedis(new HostAndPort(address.host(), address.port()), config.build());
        redis.connect();
        return new RedisLink(redis);
    }

    static String hash(WardId ward) {
        return "vigil:ward:" + ward.value() + ":alarms";
    }

    static String channel(WardId ward) {
        return "vigil:ward:" + ward.value();
    }

    /** All of it or nothing: who reads the hash never finds it half written. */
    void write(RedisMirror.Work work, Function<WardAlarm, String> encoder) {
        String hash = hash(work.ward());
        String channel = channel(work.ward());
        try (Transaction all = redis.multi()) {
            for (RedisMirror.Change change : work.changes()) {
                String json = encoder.apply(change.alarm());
                String id = change.alarm().alarm().id().value();
                if (change.alarm().alarm().isOpen()) {
                    all.hset(hash, id, json);
                } else {
                    all.hdel(hash, id);
                }
                all.publish(channel, message("change", work.feed(), change.number(), json));
            }
            if (work.isWhole()) {
                all.del(hash);
                Map<String, String> open = new HashMap<>();
                work.open().forEach(a -> open.put(a.alarm().id().value(), encoder.apply(a)));
                if (!open.isEmpty()) {
                    all.hset(hash, open);
                }
            }
            if (work.isNews()) {
                all.publish(channel, message("snapshot", work.feed(), work.number(), ""));
            }
            all.expire(hash, HASH_SECONDS);
            for (Object answer : all.exec()) {
                if (answer instanceof JedisDataException refused) {
                    throw refused;
                }
            }
        }
    }

    void ping() {
        redis.ping();
    }

    @Override
    public void close() {
        redis.close();
    }

    private static String message(String type, String feed, long number, String alarm) {
        StringWriter out = new StringWriter();
        try (JsonGenerator to = JSON.createGenerator(out)) {
            to.writeStartObject();
            to.writeStringField("type", type);
            to.writeStringField("feed", feed);
            to.writeNumberField("number", number);
            if (!alarm.isEmpty()) {
                to.writeFieldName("alarm");
                to.writeRawValue(alarm);
            }
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toString();
    }
}
