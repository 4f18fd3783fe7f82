package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;

import org.junit.jupiter.api.Test;

class ClocksTest {

    private static final SiteId A = new SiteId("a");
    private static final SiteId B = new SiteId("b");

    @Test
    void timeGoesOnWhileTheWallStandsStillOrGoesBack() {
        HybridClock first = HybridClock.START.tick(1000);
        HybridClock second = first.tick(1000);
        HybridClock third = second.tick(400);

        assertThat(first.last()).isLessThan(second.last());
        assertThat(second.last()).isLessThan(third.last());
        assertThat(third.tick(2000).last()).isEqualTo(new HybridTime(2000, 0));
    }

    @Test
    void whatIsCausedIsLaterThanItsCause() {
        HybridTime remote = new HybridTime(1500, 7);

        HybridClock.Received received = HybridClock.START.tick(1000).receive(remote, 1001);

        assertThat(received.tooFarAhead()).isFalse();
        assertThat(received.clock().tick(1002).last()).isGreaterThan(remote);
    }

    @Test
    void aClockThatIsTooFarAheadIsToldOfAndNotFollowed() {
        HybridClock before = HybridClock.START.tick(1000);
        HybridTime remote = new HybridTime(1001 + Bounds.SITE_DRIFT_MS_MAX, 0);

        HybridClock.Received received = before.receive(remote, 1000);

        assertThat(received.tooFarAhead()).isTrue();
        assertThat(received.clock()).isEqualTo(before);
    }

    @Test
    void versionsTellBeforeAfterEqualAndConcurrent() {
        Versions one = Versions.of(A, 2).with(B, 1);
        Versions other = Versions.of(A, 1).with(B, 2);

        assertThat(one.order(other)).isEqualTo(Versions.Order.CONCURRENT);
        assertThat(one.order(one.joined(other))).isEqualTo(Versions.Order.BEFORE);
        assertThat(one.joined(other).order(one)).isEqualTo(Versions.Order.AFTER);
        assertThat(one.order(Versions.of(B, 1).with(A, 2))).isEqualTo(Versions.Order.EQUAL);
        assertThat(Versions.NONE.order(one)).isEqualTo(Versions.Order.BEFORE);
    }

    @Test
    void versionsNeverGoBack() {
        assertThat(Versions.of(A, 5).with(A, 3)).isEqualTo(Versions.of(A, 5));
        assertThat(Versions.of(A, 5).get(B)).isZero();
    }
}
