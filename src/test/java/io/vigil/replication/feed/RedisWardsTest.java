package io.vigil.replication.feed;

import static io.vigil.ward.WardFixtures.ANNA;
import static io.vigil.ward.WardFixtures.BERT;
import static io.vigil.ward.WardFixtures.ICU;
import static io.vigil.ward.WardFixtures.ended;
import static io.vigil.ward.WardFixtures.raised;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.api.json.FeedJson;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ops.stack.ServerForTests;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.Metrics;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Wards in a real Redis, which dies and comes back with nothing in it. */
class RedisWardsTest {

    private static final String HASH = "vigil:ward:icu-1:alarms";
    private static final WardId STEP_DOWN = new WardId("step-1");
    private static final WardAlarm LOW = raised(ANNA, 1_000, Priority.LOW);
    private static final WardAlarm GRAVE = raised(BERT, 2_000, Priority.MEDIUM);

    private final ServerForTests server = ServerForTests.redis();
    private RedisWards wards;

    @BeforeEach
    void start() {
        try (Jedis redis = client()) {
            redis.flushAll();
        }
        wards = RedisWards.start(
                new RedisAddress("127.0.0.1", server.port(), null, null, null),
                FeedJson::alarm,
                new Metrics());
        await("connected", () -> wards.health().detail().equals("writing"));
    }

    @AfterEach
    void stop() {
        wards.close();
    }

    @Test
    void openAlarmsStandInTheHashAndChangesGoOverTheChannel() throws Exception {
        LinkedBlockingQueue<String> heard = listen();
        wards.whole(ICU, "feed-1", 0, List.of());
        assertThat(heard.poll(10, TimeUnit.SECONDS))
                .isEqualTo("{\"type\":\"snapshot\",\"feed\":\"feed-1\",\"number\":0}");
        wards.changed(ICU, "feed-1", 1, LOW);
        wards.changed(ICU, "feed-1", 2, GRAVE);
        wards.changed(ICU, "feed-1", 3, ended(LOW, 5_000));

        awaitHash(GRAVE);
        assertThat(heard.poll(10, TimeUnit.SECONDS))
                .isEqualTo("{\"type\":\"change\",\"feed\":\"feed-1\",\"number\":1,\"alarm\":"
                        + FeedJson.alarm(LOW)
                        + "}");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("\"number\":2");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("\"number\":3");
    }

    @Test
    void aRedisThatComesBackEmptyIsFilledAgain() throws Exception {
        wards.whole(ICU, "feed-1", 1, List.of(LOW));
        awaitHash(LOW);
        server.kill();
        await("degraded", () -> wards.health().status() == ComponentHealth.Status.DEGRADED);
        assertThat(wards.health().up()).isTrue();
        wards.changed(ICU, "feed-1", 2, GRAVE);

        server.start();
        awaitHash(LOW, GRAVE);
        await("writing", () -> wards.health().detail().equals("writing"));
    }

    @Test
    void aWardThatHasGatheredTakesThePlaceOfWhatAnotherServerLeft() {
        try (Jedis redis = client()) {
            redis.hset(HASH, "p-9.hr-high.1", "{}");
        }
        wards.changed(ICU, "feed-2", 1, LOW);
        await("added", () -> hash().size() == 2);
        wards.whole(ICU, "feed-2", 1, List.of(LOW));
        awaitHash(LOW);
    }

    @Test
    void aWardThatHasEndedHereIsNoLongerWrittenAndItsHashEndsByItself() throws Exception {
        wards.whole(ICU, "feed-1", 1, List.of(LOW));
        awaitHash(LOW);
        wards.ended(ICU, "feed-1");
        try (Jedis redis = client()) {
            assertThat(redis.ttl(HASH)).isBetween(1L, 60L);
            redis.del(HASH);
        }
        server.kill();
        server.start();
        wards.whole(STEP_DOWN, "feed-2", 1, List.of(GRAVE));
        await("the other ward", () -> !hash("vigil:ward:step-1:alarms").isEmpty());
        assertThat(hash()).isEmpty();
    }

    @Test
    void whatComesWhileTooMuchWaitsIsNotLost() throws Exception {
        wards.whole(ICU, "feed-1", 0, List.of());
        server.kill();
        for (int i = 0; i < 3 * RedisMirror.CHANGES_MAX; i++) {
            wards.changed(ICU, "feed-1", i + 1L, i % 2 == 0 ? LOW : ended(LOW, 5_000));
        }
        wards.changed(ICU, "feed-1", 10_000, GRAVE);
        server.start();
        awaitHash(GRAVE);
    }

    private LinkedBlockingQueue<String> listen() throws InterruptedException {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CountDownLatch listening = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try (Jedis redis = client()) {
                redis.subscribe(
                        new JedisPubSub() {
                            @Override
                            public void onMessage(String channel, String message) {
                                heard.add(message);
                            }

                            @Override
                            public void onSubscribe(String channel, int channels) {
                                listening.countDown();
                            }
                        },
                        "vigil:ward:icu-1");
            }
        });
        assertThat(listening.await(10, TimeUnit.SECONDS)).isTrue();
        return heard;
    }

    private void awaitHash(WardAlarm... alarms) {
        Set<String> ids = Set.of(List.of(alarms).stream()
                .map(alarm -> alarm.alarm().id().value())
                .toArray(String[]::new));
        await("hash of " + ids, () -> hash().keySet().equals(ids));
        for (WardAlarm alarm : alarms) {
            assertThat(hash()).containsEntry(alarm.alarm().id().value(), FeedJson.alarm(alarm));
        }
    }

    private Map<String, String> hash() {
        return hash(HASH);
    }

    private Map<String, String> hash(String name) {
        try (Jedis redis = client()) {
            return redis.hgetAll(name);
        }
    }

    private Jedis client() {
        return new Jedis("127.0.0.1", server.port());
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(Duration.ofSeconds(20)).ignoreExceptions().until(holds);
    }
}
