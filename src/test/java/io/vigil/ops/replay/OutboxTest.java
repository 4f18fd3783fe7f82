package io.vigil.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.ops.replay.Outbox.Next;
import io.vigil.ops.replay.Outbox.Standing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class OutboxTest {

    private final Outbox outbox = new Outbox(3, 8);

    @Test
    void sendsNothingBeforeReadyAndNoMoreThanTheCredit() {
        offer(5);
        assertThat(taken()).isEmpty();

        assertThat(outbox.ready(3, 0, 2, true)).isNull();
        assertThat(taken()).containsExactly(1L, 2L);

        outbox.ack(3, 1, 2);
        assertThat(taken()).containsExactly(3L);
    }

    @Test
    void refusesAtTheBoundAndTakesAgainAfterAnAck() {
        offer(8);
        assertThat(outbox.offer(frame(9))).isEmpty();

        outbox.ready(3, 0, 8, true);
        assertThat(taken()).hasSize(8);
        outbox.ack(3, 2, 8);
        assertThat(outbox.offer(frame(9))).hasValue(9);
        assertThat(outbox.offer(frame(10))).hasValue(10);
        assertThat(outbox.offer(frame(11))).isEmpty();
    }

    @Test
    void goesOnAfterWhatTheServerHasWhenItComesBack() {
        offer(6);
        outbox.ready(3, 0, 8, true);
        taken();
        outbox.ack(3, 2, 8);
        outbox.disconnected();
        assertThat(outbox.first()).isEqualTo(3);
        assertThat(taken()).isEmpty();

        outbox.ready(3, 4, 8, true);
        assertThat(taken()).containsExactly(5L, 6L);
    }

    @Test
    void sendsAgainWhatWentIntoAHold() {
        offer(4);
        outbox.ready(3, 0, 8, true);
        taken();
        outbox.hold("the journal can't be written");
        offer(1);
        assertThat(taken()).isEmpty();

        outbox.go();
        assertThat(taken()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void waitsForAPatient() {
        offer(1);
        outbox.ready(3, 0, 8, false);
        assertThat(outbox.standing()).isEqualTo(Standing.HELD);
        outbox.hold(Outbox.UNASSIGNED);
        assertThat(taken()).isEmpty();

        outbox.assigned(true);
        assertThat(taken()).containsExactly(1L);
        outbox.assigned(false);
        assertThat(outbox.standing()).isEqualTo(Standing.HELD);
    }

    @Test
    void anAssignmentDoesNotEndAHoldOfTheStore() {
        outbox.ready(3, 0, 8, true);
        outbox.hold("the journal can't be written");
        outbox.assigned(true);

        assertThat(outbox.standing()).isEqualTo(Standing.HELD);
    }

    @Test
    void goesBackOnceForAnErrorThatComesForEachFrameInFlight() {
        offer(6);
        outbox.ready(3, 0, 8, true);
        taken();
        outbox.expected(3);
        assertThat(taken()).containsExactly(3L, 4L, 5L, 6L);
        outbox.expected(3);
        outbox.expected(3);

        assertThat(taken()).isEmpty();
    }

    @Test
    void goesBackOnceMoreWhenWhatWasSentAgainGotLostToo() {
        offer(6);
        outbox.ready(3, 0, 8, true);
        taken();
        outbox.expected(3);
        taken();
        offer(1);
        taken();

        outbox.expected(3);
        assertThat(taken()).containsExactly(3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void goesBackWhenTheServerTookNothingBeyondItsCredit() {
        offer(6);
        outbox.ready(3, 0, 6, true);
        taken();
        outbox.overCredit();

        assertThat(taken()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void declaresWhatTheServerLostAfterAckingIt() {
        offer(5);
        outbox.ready(3, 0, 8, true);
        taken();
        outbox.ack(3, 4, 8);
        outbox.disconnected();

        assertThat(outbox.ready(3, 1, 8, true)).contains("lost 2 to 4");
        assertThat(outbox.take()).isEqualTo(new Next.DeclareGap(2, 4));
        assertThat(taken()).containsExactly(5L);
    }

    @Test
    void anAnswerWithoutAPatientTellsOfNoLoss() {
        offer(5);
        outbox.ready(3, 0, 8, true);
        taken();
        outbox.ack(3, 4, 8);
        outbox.disconnected();
        assertThat(outbox.ready(3, 0, 8, false)).isNull();
        assertThat(outbox.acked()).isEqualTo(4);
        outbox.assigned(true);

        assertThat(taken()).containsExactly(5L);
    }

    @Test
    void failsRatherThanLoseFramesUnderAnotherOnesNumbers() {
        offer(2);
        assertThat(outbox.ready(3, 500, 8, true)).contains("epoch was not raised");
        assertThat(outbox.standing()).isEqualTo(Standing.FAILED);
        assertThat(outbox.offer(frame(3))).isEmpty();

        Outbox stale = new Outbox(3, 8);
        assertThat(stale.ready(4, 0, 8, true)).contains("epoch 4");
        assertThat(stale.standing()).isEqualTo(Standing.FAILED);
    }

    @Test
    void staysSupersededForGood() {
        offer(2);
        outbox.ready(3, 0, 8, true);
        outbox.end(Standing.SUPERSEDED);
        outbox.disconnected();
        outbox.ready(3, 0, 8, true);

        assertThat(outbox.standing()).isEqualTo(Standing.SUPERSEDED);
        assertThat(taken()).isEmpty();
    }

    /** A server that takes, acks, holds and dies at random: each frame lands once and in turn. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyFrameLandsOnceAndInTurn(long seed) {
        Random random = new Random(seed);
        Server server = new Server();
        long accepted = 0;
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> accepted = outbox.offer(frame(accepted + 1)).orElse(accepted);
                case 4, 5, 6 -> server.take(outbox.take());
                case 7 -> server.write(random, outbox);
                case 8 -> server.holdOrGo(random, outbox);
                default -> {
                    if (random.nextInt(20) == 0) {
                        server.die(outbox);
                    }
                }
            }
        }
        server.die(outbox);
        while (outbox.acked() < accepted) {
            server.take(outbox.take());
            server.write(random, outbox);
        }

        assertThat(accepted).isGreaterThan(500);
        assertThat(server.durable).hasSize((int) accepted);
        for (int i = 0; i < accepted; i++) {
            assertThat(server.durable.get(i)).isEqualTo(frame(i + 1));
        }
    }

    /** The server's side of the rules. What is received and not written dies with it. */
    private static final class Server {
        private final List<Frame> durable = new ArrayList<>();
        private final List<Frame> received = new ArrayList<>();
        private boolean holding;

        void take(Next next) {
            if (next instanceof Next.Send(long seq, Frame frame) && !holding) {
                long have = durable.size() + received.size();
                if (seq > have) {
                    assertThat(seq).isEqualTo(have + 1);
                    received.add(frame);
                }
            }
        }

        void write(Random random, Outbox outbox) {
            int count = random.nextInt(received.size() + 1);
            durable.addAll(received.subList(0, count));
            received.subList(0, count).clear();
            outbox.ack(3, durable.size(), 5);
        }

        void holdOrGo(Random random, Outbox outbox) {
            holding = random.nextInt(3) == 0;
            if (holding) {
                outbox.hold("memory");
            } else {
                outbox.go();
            }
        }

        void die(Outbox outbox) {
            received.clear();
            holding = false;
            outbox.disconnected();
            assertThat(outbox.ready(3, durable.size(), 5, true)).isNull();
        }
    }

    private void offer(int count) {
        for (int i = 0; i < count; i++) {
            outbox.offer(frame(outbox.offered() + 1));
        }
    }

    private List<Long> taken() {
        List<Long> taken = new ArrayList<>();
        for (Next next = outbox.take(); next != null; next = outbox.take()) {
            taken.add(((Next.Send) next).seq());
        }
        return taken;
    }

    private static Frame frame(long number) {
        return new Frame.Technical(number, "battery-low", true);
    }
}
