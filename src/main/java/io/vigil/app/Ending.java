package io.vigil.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that has started servers stop them when it is told to end (Ctrl-C): its thread is
 * interrupted, and the process stays until this is closed.
 */
final class Ending implements AutoCloseable {

    private static final int CLEAN_UP_SECONDS = 120;

    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean begun;

    private Ending() {}

    /** Of the calling thread. */
    static Ending watch() {
        Ending ending = new Ending();
        Thread here = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending.begun = true;
            here.interrupt();
            ending.await();
        }));
        return ending;
    }

    /** What then goes wrong elsewhere comes of that. */
    boolean hasBegun() {
        return begun;
    }

    /** All that was started is down. */
    @Override
    public void close() {
        gone.countDown();
    }

    /** The process ends when its hooks are through. */
    private void await() {
        try {
            if (!gone.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("vigil: not all of the servers may have ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
