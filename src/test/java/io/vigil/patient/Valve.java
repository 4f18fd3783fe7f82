package io.vigil.patient;

import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands between the journal and its disk: it lets writes through, holds or fails them. */
final class Valve implements ProcessingPolicy<JournalOperation> {

    private enum Mode {
        OPEN,
        HELD,
        FAILING
    }

    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger tried = new AtomicInteger();
    private final Semaphore passes = new Semaphore(0);
    private volatile Mode writes = Mode.OPEN;
    private volatile boolean readable = true;

    @Override
    public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
        if (operation instanceof WriteEvents) {
            return write();
        }
        if (operation instanceof ReadEvents && !readable) {
            failed.incrementAndGet();
            return StorageFailure.create();
        }
        return ProcessingSuccess.getInstance();
    }

    private ProcessingResult write() {
        tried.incrementAndGet();
        if (writes == Mode.HELD) {
            passes.acquireUninterruptibly();
        }
        if (writes == Mode.FAILING) {
            failed.incrementAndGet();
            return StorageFailure.create();
        }
        return ProcessingSuccess.getInstance();
    }

    void open() {
        writes = Mode.OPEN;
        readable = true;
        passes.release(1000);
    }

    /** Writes wait until they are let through. */
    void hold() {
        passes.drainPermits();
        writes = Mode.HELD;
    }

    void fail() {
        writes = Mode.FAILING;
        passes.release(1000);
    }

    void failReads() {
        readable = false;
    }
}
