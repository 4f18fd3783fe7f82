package io.vigil.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.api.IdempotencyStore.Claim;
import io.vigil.api.IdempotencyStore.Claim.First;
import io.vigil.api.IdempotencyStore.Claim.Full;
import io.vigil.api.IdempotencyStore.Claim.Mismatch;
import io.vigil.api.IdempotencyStore.Claim.Repeat;
import io.vigil.api.IdempotencyStore.Limits;
import io.vigil.api.IdempotencyStore.Write;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

class IdempotencyStoreTest {

    private static final Write ADMIT = new Write("lead", "POST /v1/patients", "k-1");

    private final IdempotencyStore<String> store =
            new IdempotencyStore<>(new Limits(3, 4, 1_000, 10_000));

    @Test
    void aWriteThatIsDoneIsAnsweredFromMemory() {
        store.done(first(ADMIT, "body", 0), "created", 5);

        assertThat(answer(claim(ADMIT, "body", 6))).isCompletedWithValue("created");
        assertThat(answer(claim(ADMIT, "body", 9_999))).isCompletedWithValue("created");
    }

    @Test
    void whoComesDuringAWriteWaitsForItsAnswer() {
        First<String> running = first(ADMIT, "body", 0);
        CompletableFuture<String> second = answer(claim(ADMIT, "body", 1));

        assertThat(second).isNotDone();
        store.done(running, "created", 2);
        assertThat(second).isCompletedWithValue("created");
    }

    @Test
    void aKeyNeverStandsForTwoBodies() {
        First<String> running = first(ADMIT, "body", 0);
        assertThat(claim(ADMIT, "another", 1)).isInstanceOf(Mismatch.class);
        store.done(running, "created", 2);
        assertThat(claim(ADMIT, "another", 3)).isInstanceOf(Mismatch.class);
        assertThat(answer(claim(ADMIT, "body", 4))).isCompletedWithValue("created");
    }

    @Test
    void aKeyBelongsToItsSubjectAndCall() {
        store.done(first(ADMIT, "body", 0), "created", 1);

        first(new Write("another lead", ADMIT.call(), ADMIT.key()), "body", 2);
        first(new Write(ADMIT.subject(), "POST /v1/other", ADMIT.key()), "body", 3);
    }

    @Test
    void aDroppedWriteMayRunAgainWithAnyBody() {
        First<String> running = first(ADMIT, "body", 0);
        CompletableFuture<String> second = answer(claim(ADMIT, "body", 1));
        store.dropped(running, "refused");

        assertThat(second).isCompletedWithValue("refused");
        first(ADMIT, "corrected", 2);
    }

    @Test
    void anAnswerIsForgottenInTime() {
        store.done(first(ADMIT, "body", 0), "created", 100);

        assertThat(claim(ADMIT, "body", 10_099)).isInstanceOf(Repeat.class);
        first(ADMIT, "body", 10_100);
    }

    @Test
    void theOldestAnswersMakeRoom() {
        for (int i = 0; i < 5; i++) {
            store.done(first(write(i), "body", i), "done " + i, i);
        }

        assertThat(store.size()).isEqualTo(4);
        first(write(0), "body", 9);
        assertThat(answer(claim(write(1), "body", 9))).isCompletedWithValue("done 1");
        assertThat(answer(claim(write(4), "body", 9))).isCompletedWithValue("done 4");
    }

    @Test
    void runningWritesAreBoundedAndNeverForgottenForRoom() {
        for (int i = 0; i < 3; i++) {
            first(write(i), "body", i);
        }
        assertThat(claim(write(3), "body", 4)).isInstanceOf(Full.class);
        assertThat(claim(write(0), "body", 5)).isInstanceOf(Repeat.class);
    }

    @Test
    void aLostWriteMayRunAgainAndItsLateAnswerIsIgnored() {
        First<String> lost = first(ADMIT, "body", 0);
        First<String> second = first(ADMIT, "body", 1_000);

        store.done(lost, "too late", 1_001);
        CompletableFuture<String> third = answer(claim(ADMIT, "body", 1_002));
        assertThat(third).isNotDone();
        store.done(second, "created", 1_003);
        assertThat(third).isCompletedWithValue("created");
    }

    private static Write write(int i) {
        return new Write("lead", "POST /v1/patients", "k-" + i);
    }

    private Claim<String> claim(Write write, String body, long nowMs) {
        return store.claim(write, body.getBytes(StandardCharsets.UTF_8), nowMs);
    }

    private First<String> first(Write write, String body, long nowMs) {
        Claim<String> claim = claim(write, body, nowMs);
        assertThat(claim).isInstanceOf(First.class);
        return (First<String>) claim;
    }

    private static CompletableFuture<String> answer(Claim<String> claim) {
        assertThat(claim).isInstanceOf(Repeat.class);
        return ((Repeat<String>) claim).answer().toCompletableFuture();
    }
}
