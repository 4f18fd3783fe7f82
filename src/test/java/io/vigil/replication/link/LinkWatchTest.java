package io.vigil.replication.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.WardId;
import io.vigil.core.replica.SiteId;

import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

import java.time.Instant;
import java.util.List;
import java.util.Set;

class LinkWatchTest {

    private static final SiteId EDGE = new SiteId("edge-1");
    private static final WardId ICU = new WardId("icu-1");
    private static final WardId OTHER = new WardId("step-1");
    private static final long START = 1_764_000_000_000L;

    private long now = START;
    private final LinkWatch watch = new LinkWatch(
            new SiteId("central"),
            true,
            List.of(new Peer(EDGE, Set.of(ICU), LinkTopics.down(EDGE))),
            () -> Instant.ofEpochMilli(now),
            NOPLogger.NOP_LOGGER);

    @Test
    void aSiteThatIsHeardOfIsNoAlarm() {
        for (int second = 0; second < 60; second++) {
            now += 1000;
            watch.beat(EDGE, now);
            assertThat(watch.in(ICU)).isEmpty();
            assertThat(watch.isHeard(EDGE)).isTrue();
        }
    }

    @Test
    void aSilentSiteIsAnAlarmInItsWardsUntilItIsHeardOfAgain() {
        watch.beat(EDGE, now);
        now += 10_001;

        assertThat(watch.in(ICU)).hasSize(1).allSatisfy(alarm -> {
            assertThat(alarm.alarm().condition()).isEqualTo("ward-link-down");
            assertThat(alarm.alarm().onset()).isEqualTo(START);
        });
        assertThat(watch.in(OTHER)).isEmpty();
        assertThat(watch.isHeard(EDGE)).isFalse();
        assertThat(watch.silent()).containsExactly("edge-1 for 10 s");

        watch.beat(EDGE, now);
        assertThat(watch.in(ICU)).isEmpty();
        assertThat(watch.silent()).isEmpty();
    }

    @Test
    void aSiteThatWasNeverHeardOfIsSilentSinceTheStart() {
        now += 10_001;

        assertThat(watch.in(ICU)).hasSize(1);
    }

    @Test
    void aClockThatIsFarAheadIsAnAlarmAndOneThatIsLateIsNot() {
        watch.beat(EDGE, now - 3_600_000);
        assertThat(watch.in(ICU)).isEmpty();

        watch.beat(EDGE, now + 61_000);
        assertThat(watch.in(ICU))
                .extracting(alarm -> alarm.alarm().condition())
                .containsExactly("site-clock-drift");

        watch.beat(EDGE, now + 59_000);
        assertThat(watch.in(ICU)).isEmpty();
    }

    @Test
    void aStrangerIsNotHeardOf() {
        watch.beat(new SiteId("nobody"), now);

        assertThat(watch.isHeard(new SiteId("nobody"))).isFalse();
    }
}
