package io.vigil.ops.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigil.core.AlarmId;
import io.vigil.core.PatientId;

import org.junit.jupiter.api.Test;

class AlarmLedgerTest {

    private static final AlarmId FIRST = alarm(1);
    private static final AlarmId SECOND = alarm(2);

    private final AlarmLedger ledger = new AlarmLedger();

    @Test
    void anAlarmCountsOnceHoweverOftenItIsShown() {
        ledger.expect(FIRST, 2000);
        ledger.saw(FIRST.value(), 5000);
        ledger.saw(FIRST.value(), 9000);

        assertThat(ledger.received()).isEqualTo(1);
        assertThat(ledger.missed()).isZero();
        assertThat(ledger.doubled()).isZero();
        assertThat(ledger.detection(1000, Long.MAX_VALUE).percentiles().count()).isEqualTo(1);
        assertThat(ledger.detection(1000, Long.MAX_VALUE).percentiles().max())
                .isCloseTo(0.003, within(0.000_01));
    }

    @Test
    void whatNeverComesIsMissed() {
        ledger.expect(FIRST, 2000);
        ledger.expect(SECOND, 2000);
        ledger.saw(SECOND.value(), 3000);

        assertThat(ledger.missed()).isEqualTo(1);
    }

    @Test
    void whatNoFrameExplainsIsDoubled() {
        ledger.expect(FIRST, 2000);
        ledger.saw(FIRST.value(), 3000);
        ledger.saw(SECOND.value(), 3000);

        assertThat(ledger.doubled()).isEqualTo(1);
        assertThat(ledger.missed()).isZero();
    }

    @Test
    void alarmsOfTheWarmUpAreCountedButNotTimed() {
        ledger.expect(FIRST, 999);
        ledger.saw(FIRST.value(), 3000);

        assertThat(ledger.received()).isEqualTo(1);
        assertThat(ledger.detection(1000, Long.MAX_VALUE).percentiles().count()).isZero();
    }

    @Test
    void aFrameThatWasNotSentIsForgotten() {
        ledger.expect(FIRST, 2000);
        ledger.forget(FIRST);

        assertThat(ledger.expected()).isZero();
    }

    private static AlarmId alarm(long onset) {
        return AlarmId.of(new PatientId("load-1"), LoadShape.CONDITION, onset);
    }
}
