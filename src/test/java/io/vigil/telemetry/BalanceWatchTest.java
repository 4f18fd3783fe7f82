package io.vigil.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class BalanceWatchTest implements DropWatch.Alarm {

    private static final Duration LOOK = BalanceWatch.LOOK;

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<Long> told = kit.createTestProbe();
    private final Metrics metrics = new Metrics();
    private final Hop hop = metrics.patientHop();

    @BeforeEach
    void watch() {
        kit.spawn(BalanceWatch.create(metrics.hops(), this));
    }

    @Override
    public void lost(long count, String last) {
        assertThat(last).contains("patient");
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
    void aFrameThatIsNeitherDurableNorRefusedNorHereIsToldOfAfterTenSeconds() {
        hop.in();
        time.timePasses(Duration.ofMillis(9_900));
        told.expectNoMessage(Duration.ofMillis(200));
        time.timePasses(Duration.ofMillis(100));
        assertThat(told.receiveMessage()).isEqualTo(1);

        hop.durable(1);
        time.timePasses(LOOK);
        assertThat(told.receiveMessage()).isZero();
    }

    @Test
    void framesOnTheMoveAreNoImbalance() {
        for (int second = 0; second < 30; second++) {
            hop.in();
            time.timePasses(Duration.ofMillis(500));
            hop.inFlight(1);
            time.timePasses(Duration.ofMillis(500));
        }
        told.expectNoMessage(Duration.ofMillis(200));
        assertThat(hop.imbalance()).isZero();
    }

    @Test
    void whatIsCountedTwiceIsAnImbalanceToo() {
        hop.durable(2);
        time.timePasses(Duration.ofSeconds(10));
        assertThat(told.receiveMessage()).isEqualTo(2);
    }
}
