package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One write of the disk at a time, for everybody: what arrives while one is under way is in the next.
 * So a slow disk makes larger writes, not a longer line.
 *
 * <p>A write soon after another waits for company until {@code intervalMs} after the last one.
 */
final class CommitLine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitLine.class);

    /** More than the entities of a server; each has one write waiting at most. */
    private static final int WAITING_MAX = 50_000;

    /**
     * So that under the heaviest load, too, there are processors left for what must not wait: alarms.
     * Whose turn comes later has more in it then, and each of it costs less.
     */
    private static final int COMMIT_WRITES = 40;

    /** Nobody waits for more of them than this. */
    private static final int COMMITS_WAITED_FOR_MAX = 250;

    private static final int COMMIT_BYTES_MAX = 8 * 1024 * 1024;
    private static final long CLOSE_TIMEOUT_MS = 10_000;

    /** A write that the disk has not ended by then has failed, for all who wait for it or behind it. */
    private static final long PATIENCE_MS = 10_000;

    private record Entry(List<Change> changes, CompletableFuture<Void> done) {}

    private record Commit(List<Entry> entries, long since) {}

    /** What takes the writes. */
    @FunctionalInterface
    interface Disk {
        void write(List<Change> changes) throws IOException;
    }

    private final Disk disk;
    private final long intervalNanos;
    private final BlockingQueue<Entry> line = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicInteger pending = new AtomicInteger();
    private final Entry end = new Entry(List.of(), new CompletableFuture<>());
    private final long patienceNanos;
    private final Thread thread;
    private @Nullable Entry next;
    private volatile @Nullable Commit underWay;
    private volatile boolean isClosed;

    CommitLine(Disk disk, long intervalMs) {
        this(disk, intervalMs, PATIENCE_MS);
    }

    CommitLine(Disk disk, long intervalMs, long patienceMs) {
        this.disk = disk;
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMs);
        this.thread = Thread.ofPlatform().daemon().name("journal-commits").start(this::run);
        Thread.ofPlatform().daemon().name("journal-watch").start(this::watch);
    }

    /** Completes when it is durable; in the order in which they are given. */
    CompletableFuture<Void> write(List<Change> changes) {
        return add(new Entry(changes, new CompletableFuture<>()));
    }

    /** Completes when all that was given before is written, or has failed. */
    CompletableFuture<Void> settled() {
        return pending.get() == 0
                ? CompletableFuture.completedFuture(null)
                : add(new Entry(List.of(), new CompletableFuture<>()));
    }

    private CompletableFuture<Void> add(Entry entry) {
        pending.incrementAndGet();
        if (isClosed || !line.offer(entry)) {
            pending.decrementAndGet();
            entry.done()
                    .completeExceptionally(new IOException(
                            isClosed
                                    ? "the journal is closed"
                                    : "too many writes wait for the journal"));
        }
        return entry.done();
    }

    /** What waits is written first. */
    @Override
    public void close() {
        isClosed = true;
        try {
            if (line.offer(end, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                thread.join(CLOSE_TIMEOUT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the journal's last write has not ended");
        }
    }

    private void run() {
        long last = System.nanoTime() - intervalNanos;
        try {
            while (true) {
                Entry first = next == null ? line.take() : next;
                next = null;
                if (first == end) {
                    return;
                }
                awaitCompany(last + intervalNanos - System.nanoTime());
                last = System.nanoTime();
                commit(together(first));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One watch for all writes: a timer for each would cost more than the write. */
    private void watch() {
        while (thread.isAlive()) {
            LockSupport.parkNanos(patienceNanos / 10);
            Commit commit = underWay;
            if (commit != null && System.nanoTime() - commit.since() > patienceNanos) {
                IOException failure = new IOException("the disk has not ended a write for %d s"
                        .formatted(TimeUnit.NANOSECONDS.toSeconds(
                                System.nanoTime() - commit.since())));
                fail(commit.entries(), failure);
                fail(line, failure);
            }
        }
    }

    /** They may land still, as after any failure whose outcome isn't known. */
    private static void fail(Iterable<Entry> entries, IOException failure) {
        for (Entry entry : entries) {
            entry.done().completeExceptionally(failure);
        }
    }

    private void awaitCompany(long nanos) {
        if (nanos > 0 && !isClosed) {
            LockSupport.parkNanos(nanos);
        }
    }

    /** As many as fit; the first that doesn't is the next one's first. */
    private List<Entry> together(Entry first) {
        List<Entry> together = new ArrayList<>();
        int most = Math.max(COMMIT_WRITES, line.size() / COMMITS_WAITED_FOR_MAX);
        long bytes = 0;
        Entry entry = first;
        while (entry != null
                && entry != end
                && together.size() < most
                && bytes < COMMIT_BYTES_MAX) {
            together.add(entry);
            bytes += entry.changes().stream().mapToInt(Change::bytes).sum();
            entry = line.poll();
        }
        next = entry;
        return together;
    }

    private void commit(List<Entry> entries) {
        List<Change> changes = new ArrayList<>();
        entries.forEach(entry -> changes.addAll(entry.changes()));
        Throwable failure = null;
        try {
            if (!changes.isEmpty()) {
                underWay = new Commit(entries, System.nanoTime());
                disk.write(changes);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            underWay = null;
        }
        pending.addAndGet(-entries.size());
        for (Entry entry : entries) {
            if (failure == null || entry.changes().isEmpty()) {
                entry.done().complete(null);
            } else {
                entry.done().completeExceptionally(failure);
            }
        }
    }
}
