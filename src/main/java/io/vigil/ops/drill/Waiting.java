package io.vigil.ops.drill;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so. */
final class Waiting {

    private static final long LOOK_AGAIN_MS = 20;

    private Waiting() {}

    /** False when the time is up. */
    static boolean until(Duration bound, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
        return true;
    }
}
