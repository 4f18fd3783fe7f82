package io.vigil.journal.embedded;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Packs old rows while the server runs. RocksDB gives space back by itself. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final long PERIOD_MS = 1000;
    private static final long CLOSE_TIMEOUT_MS = 5000;

    private final ScheduledExecutorService thread;
    private final Packing packing;

    Housekeeping(EmbeddedStore store) {
        this.packing = new Packing(store);
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("journal-housekeeping").factory());
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(
                this::run, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** Waits for the step that is running. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the journal's housekeeping is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            var _ = packing.run(thread::isShutdown);
        } catch (IOException | RuntimeException e) {
            // The writers meet the same trouble and report it; the next run tries again.
            LOG.debug("housekeeping put off: {}", e.getMessage());
        }
    }
}
