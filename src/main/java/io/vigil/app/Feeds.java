package io.vigil.app;

import com.typesafe.config.Config;

import io.vigil.api.json.FeedJson;
import io.vigil.core.Nullable;
import io.vigil.journal.HistoryReader;
import io.vigil.patient.Feed;
import io.vigil.replication.feed.KafkaFeed;
import io.vigil.replication.feed.KafkaTopics;
import io.vigil.replication.feed.RedisAddress;
import io.vigil.replication.feed.RedisWards;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardSink;

import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where samples and alarms go besides the screens: Kafka and Redis, each if the configuration names
 * it. Neither is waited for, at the start or ever.
 */
record Feeds(Feed patients, WardSink wards) {

    static final Feeds NONE = new Feeds(Feed.NONE, WardSink.NONE);

    static Feeds start(Settings settings, ActorSystem<?> system, Metrics metrics, Health health) {
        if (settings.role() == Settings.Role.STANDALONE) {
            return NONE;
        }
        Config config = settings.config();
        Feed patients = Feed.NONE;
        if (!config.getString("vigil.kafka.bootstrap-servers").isEmpty()) {
            KafkaFeed kafka = kafka(config.getConfig("vigil.kafka"), system, metrics);
            health.ask(Health.KAFKA, kafka::health);
            closeAtTheEnd(system, "kafka", kafka::close);
            HistoryReader journal = HistoryReader.create(system);
            patients = new Feed(kafka, journal::batches);
        }
        WardSink wards = WardSink.NONE;
        if (!config.getString("vigil.redis.host").isEmpty()) {
            RedisWards redis = RedisWards.start(
                    redis(config.getConfig("vigil.redis")), FeedJson::alarm, metrics);
            health.ask(Health.REDIS, redis::health);
            closeAtTheEnd(system, "redis", redis::close);
            wards = redis;
        }
        return new Feeds(patients, wards);
    }

    private static KafkaFeed kafka(Config config, ActorSystem<?> system, Metrics metrics) {
        return KafkaFeed.start(
                system,
                config.getString("bootstrap-servers"),
                Map.of(),
                new KafkaTopics(
                        config.getInt("topics.partitions"), config.getInt("topics.replication")),
                FeedJson::record,
                metrics);
    }

    private static RedisAddress redis(Config config) {
        return new RedisAddress(
                config.getString("host"),
                config.getInt("port"),
                given(config, "username"),
                given(config, "password"),
                null);
    }

    private static @Nullable String given(Config config, String path) {
        return config.hasPath(path) ? config.getString(path) : null;
    }

    /** After the patients and wards have stopped, so that their last words get out. */
    private static void closeAtTheEnd(ActorSystem<?> system, String name, Runnable close) {
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
