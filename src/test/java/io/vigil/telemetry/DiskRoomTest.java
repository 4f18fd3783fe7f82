package io.vigil.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.telemetry.DiskRoom.Level;
import io.vigil.telemetry.DiskRoom.Limits;
import io.vigil.telemetry.DiskRoom.Now;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class DiskRoomTest {

    private static final long MB = 1_000_000;
    private static final long MINUTE = 60_000;
    private static final Limits LIMITS =
            new Limits(Duration.ofHours(24), 1000 * MB, 200 * MB, Duration.ofMinutes(30));

    private final DiskRoom room = new DiskRoom(LIMITS);
    private long at = 1_764_000_000_000L;
    private long bytes = 20_000 * MB;

    @Test
    void thereIsNoRateBeforeItWasWatchedForAWhile() {
        Now now = use(29, 100 * MB);
        assertThat(now.bytesPerDay()).isZero();
        assertThat(now.level()).isEqualTo(Level.ENOUGH);
    }

    @Test
    void theRateIsThatOfTheLastHours() {
        use(10 * 60, 10 * MB);
        assertThat(use(6 * 60, MB).bytesPerDay()).isEqualTo(24 * 60 * MB);
    }

    @Test
    void whatIsGivenBackIsNoUse() {
        Now now = use(60, -MB);
        assertThat(now.bytesPerDay()).isZero();
        assertThat(now.level()).isEqualTo(Level.ENOUGH);
    }

    /** 10 MB a minute are 14,400 a day. */
    @Test
    void itIsLowWhenLessThanTheTimeIsLeftUntilDevicesAreRefused() {
        bytes = 14_400 * MB + 200 * MB + 31 * 10 * MB;
        assertThat(use(30, 10 * MB).level()).isEqualTo(Level.ENOUGH);
        assertThat(use(2, 10 * MB).level()).isEqualTo(Level.LOW);
    }

    @Test
    void itIsLowBelowTheAmountAtWhateverRate() {
        bytes = 1000 * MB;
        assertThat(room.saw(at, bytes).level()).isEqualTo(Level.ENOUGH);
        assertThat(room.saw(at, bytes - 1).level()).isEqualTo(Level.LOW);
    }

    @Test
    void itIsFullWhenOnlyTheReserveIsLeft() {
        assertThat(room.saw(at, 200 * MB).level()).isEqualTo(Level.LOW);
        assertThat(room.saw(at, 200 * MB - 1).level()).isEqualTo(Level.FULL);
    }

    @Test
    void itEndsALittleAboveWhereItBegan() {
        assertThat(room.saw(at, 199 * MB).level()).isEqualTo(Level.FULL);
        assertThat(room.saw(at, 219 * MB).level()).isEqualTo(Level.FULL);
        assertThat(room.saw(at, 220 * MB).level()).isEqualTo(Level.LOW);
        assertThat(room.saw(at, 1099 * MB).level()).isEqualTo(Level.LOW);
        assertThat(room.saw(at, 1100 * MB).level()).isEqualTo(Level.ENOUGH);
    }

    @Test
    void roomThatWasMadeEndsIt() {
        bytes = 3000 * MB;
        assertThat(use(60, 10 * MB).level()).isEqualTo(Level.LOW);
        bytes += 40_000 * MB;
        assertThat(room.saw(at += MINUTE, bytes).level()).isEqualTo(Level.ENOUGH);
    }

    @Test
    void aReserveAboveWhatIsLowIsRefused() {
        assertThatThrownBy(() -> new Limits(Duration.ofHours(1), MB, 2 * MB, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larger");
    }

    private Now use(int minutes, long bytesEach) {
        Now now = room.saw(at, bytes);
        for (int minute = 0; minute < minutes; minute++) {
            now = room.saw(at += MINUTE, bytes -= bytesEach);
        }
        return now;
    }
}
