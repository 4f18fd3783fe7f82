package io.vigil.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class DropWatchTest implements DropWatch.Alarm {

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final Metrics metrics = new Metrics();
    private final TestProbe<Long> told = kit.createTestProbe();

    private double before;

    private record Ours(String text) {}

    private record Expendable() {}

    /** It watches once it has seen a loss; that one and its like are no part of the test. */
    @BeforeEach
    void watch() {
        kit.spawn(DropWatch.create(metrics, this, List.of(Expendable.class)));
        await().until(() -> {
            drop(new Ours("is anybody there"));
            return metrics.dropped() > 0;
        });
        do {
            time.timePasses(Duration.ofSeconds(5));
        } while (hasMore());
        before = metrics.dropped();
    }

    @Override
    public void lost(long count, String last) {
        told.getRef().tell(count);
    }

    @Override
    public void quiet() {
        told.getRef().tell(0L);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aMessageToAnActorThatIsNoMoreIsALoss() {
        ActorRef<Object> gone = kit.spawn(Behaviors.stopped());
        told.expectTerminated(gone);

        gone.tell(new Ours("frame"));

        assertThat(told.receiveMessage()).isEqualTo(1);
        assertThat(metrics.dropped() - before).isEqualTo(1);
    }

    @Test
    void aMessageDroppedOnOverflowOrNotUnderstoodIsALoss() {
        drop(new Ours("frame"));
        assertThat(told.receiveMessage()).isEqualTo(1);

        kit.spawn(Behaviors.receive(Object.class)
                        .onMessage(String.class, _ -> Behaviors.same())
                        .build())
                .tell(new Ours("unhandled"));
        told.expectNoMessage(Duration.ofMillis(100));
        time.timePasses(Duration.ofSeconds(5));

        assertThat(told.receiveMessage()).isEqualTo(1);
        assertThat(metrics.dropped() - before).isEqualTo(2);
    }

    @Test
    void manyLossesAreToldTogether() {
        for (int i = 0; i < 50; i++) {
            drop(new Ours("frame"));
        }
        assertThat(told.receiveMessage()).isEqualTo(1);

        told.expectNoMessage(Duration.ofMillis(100));
        time.timePasses(Duration.ofSeconds(5));

        assertThat(told.receiveMessage()).isEqualTo(49);
    }

    @Test
    void aMinuteWithoutLossIsQuiet() {
        drop(new Ours("frame"));
        assertThat(told.receiveMessage()).isEqualTo(1);
        time.timePasses(Duration.ofSeconds(50));
        drop(new Ours("frame"));
        assertThat(told.receiveMessage()).isEqualTo(1);

        time.timePasses(Duration.ofSeconds(59));
        told.expectNoMessage(Duration.ofMillis(100));
        time.timePasses(Duration.ofSeconds(1));
        assertThat(told.receiveMessage()).isZero();
    }

    @Test
    void whatIsExpendableOrNotOursIsNoLoss() {
        drop(new Expendable());
        drop("a text");

        told.expectNoMessage(Duration.ofMillis(200));
        assertThat(metrics.dropped() - before).isZero();
    }

    private boolean hasMore() {
        try {
            told.receiveMessage(Duration.ofMillis(200));
            return true;
        } catch (AssertionError nothingMore) {
            return false;
        }
    }

    private void drop(Object message) {
        kit.system()
                .eventStream()
                .tell(new EventStream.Publish<>(Dropped.apply(
                        message, "stash full", kit.system().classicSystem().deadLetters())));
    }
}
