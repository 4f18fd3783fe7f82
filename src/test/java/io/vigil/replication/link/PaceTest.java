package io.vigil.replication.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private long nanos;
    private final Pace pace = new Pace(1000, () -> nanos);

    @Test
    void noMoreGoesThanASecondHasRoomFor() {
        long taken = 0;
        for (int tenth = 0; tenth < 100; tenth++) {
            while (pace.take(64)) {
                taken += 64;
            }
            nanos += 100_000_000;
        }

        assertThat(taken).isBetween(10_000L, 12_000L);
    }

    @Test
    void whatIsLargerThanASecondHasRoomForGoesAndIsMadeUpFor() {
        assertThat(pace.take(5000)).isTrue();
        nanos += 3_900_000_000L;
        assertThat(pace.take(1)).isFalse();
        nanos += 200_000_000;
        assertThat(pace.take(1)).isTrue();
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        nanos += 3_600_000_000_000L;
        assertThat(pace.take(1000)).isTrue();
        assertThat(pace.take(1)).isFalse();
    }
}
