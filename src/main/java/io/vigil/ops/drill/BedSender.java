package io.vigil.ops.drill;

import io.vigil.core.Nullable;
import io.vigil.ops.load.AlarmLedger;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends each bed's frames when they are due, whatever the server does, in one thread. Between runs it
 * stands still, and goes on where it was.
 */
final class BedSender implements AutoCloseable {

    private final List<DrillBed> beds;
    private final AlarmLedger alarms;
    private @Nullable Thread thread;
    private volatile @Nullable DrillException failure;

    BedSender(List<DrillBed> beds, AlarmLedger alarms) {
        this.beds = beds;
        this.alarms = alarms;
    }

    void begin() {
        thread = Thread.ofPlatform().name("drill-sender").daemon().start(this::send);
    }

    /** Returns when nothing more is sent. */
    void end() throws DrillException, InterruptedException {
        stop();
        check();
    }

    /** @throws DrillException if it has stopped by itself */
    void check() throws DrillException {
        DrillException why = failure;
        if (why != null) {
            throw why;
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join();
            thread = null;
        }
    }

    private void send() {
        PriorityQueue<DrillBed> queue =
                new PriorityQueue<>(Comparator.comparingLong(DrillBed::dueMs));
        queue.addAll(beds);
        long firstMs = queue.element().dueMs();
        long beginNanos = System.nanoTime();
        long beginMs = System.currentTimeMillis();
        try {
            while (true) {
                DrillBed bed = queue.remove();
                long sinceMs = bed.dueMs() - firstMs;
                long dueNanos = beginNanos + TimeUnit.MILLISECONDS.toNanos(sinceMs);
                TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
                bed.send(beginMs + sinceMs, dueNanos, alarms);
                queue.add(bed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DrillException e) {
            failure = e;
        }
    }
}
