package io.vigil.ward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.alarm.Priority;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two nodes in one process. */
class LookoutTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final WardAlarm ALARM =
            WardFixtures.raised(WardFixtures.ANNA, 1_000, Priority.HIGH);

    private final ActorTestKit here = node();
    private final ActorTestKit there = node();
    private final List<WardAlarm> toWard = new CopyOnWriteArrayList<>();
    private Watching watching = Watching.NONE;
    private Watching watchingThere = Watching.NONE;

    @BeforeEach
    void join() {
        Cluster cluster = Cluster.get(here.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        Cluster.get(there.system())
                .manager()
                .tell(Join.create(cluster.selfMember().address()));
        watching = Watching.start(here.system(), toWard::add);
        watchingThere = Watching.start(there.system(), toWard::add);
    }

    @AfterEach
    void stop() {
        there.shutdownTestKit();
        here.shutdownTestKit();
    }

    @Test
    void anAlarmFoundHereIsShownOnTheScreensOfEveryNode() {
        TestProbe<WardAlarm> nearScreen = here.createTestProbe();
        TestProbe<WardAlarm> farScreen = there.createTestProbe();
        watching.follow(WardFixtures.ICU, nearScreen.getRef());
        watchingThere.follow(WardFixtures.ICU, farScreen.getRef());

        await().atMost(LONG).until(() -> {
            watching.found(ALARM);
            return received(farScreen);
        });
        assertThat(nearScreen.receiveMessage()).isEqualTo(ALARM);
        assertThat(toWard).isNotEmpty();
    }

    @Test
    void aNodeThatDoesNotAnswerIsSilentAndTheOwnNeverIs() {
        TestProbe<WardAlarm> farScreen = there.createTestProbe();
        watchingThere.follow(WardFixtures.ICU, farScreen.getRef());
        await().atMost(LONG).until(() -> {
            watching.found(ALARM);
            return received(farScreen);
        });
        ActorRef<WardAlarm> far = seenFromHere(farScreen.getRef());
        assertThat(watching.isSilent(far)).isFalse();

        there.system().terminate();

        await().atMost(LONG).until(() -> watching.isSilent(far));
        assertThat(watching.isSilent(here.createTestProbe().getRef())).isFalse();
    }

    private ActorRef<WardAlarm> seenFromHere(ActorRef<WardAlarm> far) {
        var resolver = ActorRefResolver.get(here.system());
        return resolver.resolveActorRef(
                ActorRefResolver.get(there.system()).toSerializationFormat(far));
    }

    private static boolean received(TestProbe<WardAlarm> screen) {
        try {
            return screen.receiveMessage(Duration.ofMillis(200)).equals(ALARM);
        } catch (AssertionError nothing) {
            return false;
        }
    }

    private static ActorTestKit node() {
        Config config = ConfigFactory.parseString("""
            pekko.actor.provider = cluster
            pekko.actor.allow-java-serialization = off
            pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
            """)
                .withFallback(ConfigFactory.parseResources("remote.conf"));
        return ActorTestKit.create("vigil", config);
    }
}
