package io.vigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.Bounds;

import org.junit.jupiter.api.Test;

class CreditTest {

    private final Credit credit = new Credit();

    @Test
    void takesAsManyAsTheBoundAndNoneMore() {
        fill();

        assertThat(credit.take(Bounds.CREDIT_FRAMES + 1)).isEqualTo(Credit.Taken.ABOVE);
        assertThat(credit.outstanding()).isEqualTo(Bounds.CREDIT_FRAMES);
    }

    @Test
    void whatIsDurableGivesItsCreditBack() {
        fill();

        assertThat(credit.durable(10)).isEqualTo(10);
        assertThat(credit.outstanding()).isEqualTo(Bounds.CREDIT_FRAMES - 10);
        assertThat(credit.take(Bounds.CREDIT_FRAMES + 1)).isEqualTo(Credit.Taken.NEW);
    }

    @Test
    void sendingAgainCostsNothing() {
        fill();

        assertThat(credit.take(1)).isEqualTo(Credit.Taken.AGAIN);
        credit.durable(5);
        assertThat(credit.take(3)).isEqualTo(Credit.Taken.AGAIN);
        assertThat(credit.outstanding()).isEqualTo(Bounds.CREDIT_FRAMES - 5);
    }

    @Test
    void aRefusedFrameGivesBackItsOwn() {
        credit.take(1);
        credit.take(3);
        credit.take(4);

        assertThat(credit.refused(3)).isTrue();
        assertThat(credit.refused(3)).isFalse();

        assertThat(credit.outstanding()).isEqualTo(2);
        credit.take(3);
        assertThat(credit.outstanding()).isEqualTo(3);
    }

    @Test
    void anOldAckTakesNothingBack() {
        credit.restart(20);
        credit.take(21);

        credit.durable(5);

        assertThat(credit.take(20)).isEqualTo(Credit.Taken.AGAIN);
        assertThat(credit.outstanding()).isEqualTo(1);
    }

    private void fill() {
        for (int seq = 1; seq <= Bounds.CREDIT_FRAMES; seq++) {
            assertThat(credit.take(seq)).isEqualTo(Credit.Taken.NEW);
        }
    }
}
