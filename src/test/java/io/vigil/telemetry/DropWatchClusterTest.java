package io.vigil.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class DropWatchClusterTest implements DropWatch.Alarm {

    private static final String ELSEWHERE = "pekko://vigil@192.0.2.1:25520/user/patient";

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("""
        pekko.actor.provider = cluster
        pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
        """));
    private final TestProbe<String> told = kit.createTestProbe();

    private record Ours(String text) {}

    @Override
    public void lost(long count, String last) {
        told.getRef().tell(last);
    }

    @Override
    public void quiet() {}

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aMessageToANodeOutOfReachIsCountedButNoAlarm() {
        Metrics metrics = new Metrics();
        kit.spawn(DropWatch.create(metrics, this, List.of()));
        ExtendedActorSystem system = (ExtendedActorSystem) kit.system().classicSystem();
        ActorRef elsewhere = system.provider().resolveActorRef(ELSEWHERE);

        await().until(() -> {
            publish(new Ours("frame"), elsewhere);
            return metrics.lostToNodes() > 0;
        });

        assertThat(metrics.dropped()).isZero();
        told.expectNoMessage();
        await().until(() -> {
            publish(new Ours("frame"), system.deadLetters());
            return metrics.dropped() > 0;
        });
    }

    private void publish(Object message, ActorRef recipient) {
        kit.system()
                .eventStream()
                .tell(new EventStream.Publish<>(new DeadLetter(message, recipient, recipient)));
    }
}
