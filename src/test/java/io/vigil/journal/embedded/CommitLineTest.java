package io.vigil.journal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

class CommitLineTest {

    private final List<List<Change>> commits = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** The first write takes until it is released. */
    private void slow(List<Change> changes) throws IOException {
        commits.add(List.copyOf(changes));
        started.countDown();
        try {
            if (!release.await(30, TimeUnit.SECONDS)) {
                throw new IOException("never released");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (changes.stream().anyMatch(change -> change.key()[0] == 13)) {
            throw new IOException("no");
        }
    }

    @Test
    void whatArrivesDuringAWriteIsTheNextOneInItsOrder() throws Exception {
        try (CommitLine line = new CommitLine(this::slow, 0)) {
            CompletableFuture<Void> first = line.write(List.of(change(1)));
            started.await();
            CompletableFuture<Void> second = line.write(List.of(change(2)));
            CompletableFuture<Void> third = line.write(List.of(change(3), change(4)));
            CompletableFuture<Void> settled = line.settled();
            assertThat(first).isNotDone();
            assertThat(settled).isNotDone();
            release.countDown();
            CompletableFuture.allOf(first, second, third, settled).get(30, TimeUnit.SECONDS);
        }
        assertThat(commits).hasSize(2);
        assertThat(commits.get(1).stream().map(change -> (int) change.key()[0]))
                .containsExactly(2, 3, 4);
    }

    @Test
    void aWriteThatFailsFailsForAllThatWereInItAndTheNextGoesOn() throws Exception {
        try (CommitLine line = new CommitLine(this::slow, 0)) {
            CompletableFuture<Void> first = line.write(List.of(change(1)));
            started.await();
            CompletableFuture<Void> second = line.write(List.of(change(2)));
            CompletableFuture<Void> unlucky = line.write(List.of(change(13)));
            CompletableFuture<Void> settled = line.settled();
            release.countDown();
            first.get(30, TimeUnit.SECONDS);
            settled.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("no");
            assertThat(unlucky).isCompletedExceptionally();
            line.write(List.of(change(5))).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDiskThatDoesNotAnswerFailsAllThatWaitsAndMayAnswerStill() throws Exception {
        try (CommitLine line = new CommitLine(this::slow, 0, 50)) {
            CompletableFuture<Void> stuck = line.write(List.of(change(1)));
            started.await();
            CompletableFuture<Void> behind = line.write(List.of(change(2)));
            CompletableFuture<Void> settled = line.settled();
            for (CompletableFuture<Void> each : List.of(stuck, behind, settled)) {
                assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(IOException.class)
                        .hasMessageContaining("the disk has not ended a write");
            }
            release.countDown();
            line.write(List.of(change(3))).get(30, TimeUnit.SECONDS);
        }
        assertThat(commits.stream().flatMap(List::stream).map(change -> (int) change.key()[0]))
                .containsExactly(1, 2, 3);
    }

    @Test
    void nothingWaitsToBeSettledWhenNothingIsUnderWay() {
        try (CommitLine line = new CommitLine(this::slow, 0)) {
            assertThat(line.settled()).isCompleted();
        }
    }

    /** What the journal takes at a time is bounded, for what must not wait for it. */
    @Test
    void aLongLineIsTakenInPartsInItsOrder() throws Exception {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        try (CommitLine line = new CommitLine(this::slow, 0)) {
            writes.add(line.write(List.of(change(0))));
            started.await();
            for (int i = 0; i < 100; i++) {
                writes.add(line.write(List.of(change(14 + i))));
            }
            release.countDown();
            CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                    .get(30, TimeUnit.SECONDS);
        }
        assertThat(commits).extracting(List::size).containsExactly(1, 40, 40, 20);
        assertThat(commits.stream().skip(1).flatMap(List::stream))
                .extracting(change -> (int) change.key()[0])
                .isSorted();
    }

    @Test
    void closingWritesWhatWaitsAndThenRefuses() throws Exception {
        CommitLine line = new CommitLine(this::slow, 1000);
        CompletableFuture<Void> first = line.write(List.of(change(1)));
        started.await();
        CompletableFuture<Void> second = line.write(List.of(change(2)));
        release.countDown();
        line.close();
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(line.write(List.of(change(3)))).isCompletedExceptionally();
    }

    private static Change change(int key) {
        return Change.put(Table.ROWS, new byte[] {(byte) key}, new byte[] {1});
    }
}
