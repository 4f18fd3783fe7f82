package io.vigil.app;

import com.typesafe.config.Config;

import io.vigil.api.json.FeedJson;
import io.vigil.core.Nullable;
import io.vigil.patient.FeedPort;
import io.vigil.replication.feed.KafkaFeed;
import io.vigil.replication.feed.KafkaTopics;
import io.vigil.replication.feed.RedisAddress;
import io.vigil.replication.feed.RedisWards;
import io.vigil.security.tls.KafkaTls;
import io.vigil.security.tls.RenewedTls;
import io.vigil.security.tls.TlsFiles;
import io.vigil.security.tls.TlsUnusable;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardSink;

import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLSocketFactory;

/**
 * Where samples and alarms go besides the screens: Kafka and Redis, each if the configuration names
 * it. Neither is waited for, at the start or ever.
 */
record Feeds(FeedPort patients, WardSink wards) {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    static final Feeds NONE = new Feeds(FeedPort.NONE, WardSink.NONE);

    /**
     * Starts what is named.
     *
     * @throws CannotStart if a link is to be TLS and its files can't be used
     */
    static Feeds start(Settings settings, ActorSystem<?> system, Metrics metrics, Health health)
            throws CannotStart {
        if (settings.role().isAlone()) {
            return NONE;
        }
        Config config = settings.config();
        FeedPort patients = FeedPort.NONE;
        if (!config.getString("vigil.kafka.bootstrap-servers").isEmpty()) {
            KafkaFeed kafka = kafka(
                    config.getConfig("vigil.kafka"),
                    tls(config, "vigil.kafka.tls"),
                    system,
                    metrics);
            health.ask(Health.KAFKA, kafka::health);
            closeAtTheEnd(system, "kafka", kafka::close);
            patients = kafka;
        }
        WardSink wards = WardSink.NONE;
        if (!config.getString("vigil.redis.host").isEmpty()) {
            RedisWards redis = RedisWards.start(
                    redis(config.getConfig("vigil.redis"), tls(config, "vigil.redis.tls")),
                    FeedJson::alarm,
                    metrics);
            health.ask(Health.REDIS, redis::health);
            closeAtTheEnd(system, "redis", redis::close);
            wards = redis;
        }
        return new Feeds(patients, wards);
    }

    static @Nullable TlsFiles tls(Config config, String path) throws CannotStart {
        try {
            return TlsFiles.from(config, path);
        } catch (TlsUnusable e) {
            throw new CannotStart("TLS is on, but " + e.getMessage(), e);
        }
    }

    private static KafkaFeed kafka(
            Config config, @Nullable TlsFiles tls, ActorSystem<?> system, Metrics metrics) {
        return KafkaFeed.start(
                system,
                config.getString("bootstrap-servers"),
                tls == null ? Map.of() : KafkaTls.properties(tls),
                new KafkaTopics(
                        config.getInt("topics.partitions"), config.getInt("topics.replication")),
                FeedJson::record,
                metrics);
    }

    private static RedisAddress redis(Config config, @Nullable TlsFiles tls) throws CannotStart {
        return new RedisAddress(
                config.getString("host"),
                config.getInt("port"),
                given(config, "username"),
                given(config, "password"),
                tls == null ? null : sockets(tls));
    }

    private static SSLSocketFactory sockets(TlsFiles tls) throws CannotStart {
        try {
            return RenewedTls.open(tls, LOOK_EVERY, InstantSource.system()).sockets();
        } catch (TlsUnusable e) {
            throw new CannotStart("Redis over TLS: " + e.getMessage(), e);
        }
    }

    private static @Nullable String given(Config config, String path) {
        return config.hasPath(path) ? config.getString(path) : null;
    }

    /** After the patients and wards have stopped, so that their last words get out. */
    static void closeAtTheEnd(ActorSystem<?> system, String name, Runnable close) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "close-" + name,
                        () -> CompletableFuture.supplyAsync(() -> {
                            close.run();
                            return Done.getInstance();
                        }));
    }
}
