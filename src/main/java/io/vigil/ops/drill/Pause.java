package io.vigil.ops.drill;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.time.Duration;

/**
 * A node stands still and goes on as if nothing had been: shorter than the others bear it, about as
 * long, and much longer. One that the others went on without ends by itself and is started again.
 */
final class Pause implements Fault {

    private static final int[] SECONDS = {3, 10, 30};

    private @Nullable ProcessHandle stopped;

    @Override
    public Duration hold(int run) {
        return Duration.ofSeconds(SECONDS[run % SECONDS.length]);
    }

    @Override
    public void begin(Scene scene) throws DrillException, InterruptedException {
        String name = scene.anyOf(scene.site().cluster().names());
        ProcessHandle process = scene.site().running(name);
        scene.tell("SIGSTOP to " + name);
        stopped = process;
        signal("-STOP", process);
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        scene.tell("SIGCONT");
        goOn();
        scene.site().settle();
    }

    private void goOn() throws DrillException, InterruptedException {
        ProcessHandle process = stopped;
        stopped = null;
        if (process != null && process.isAlive()) {
            signal("-CONT", process);
        }
    }

    /** A node of others must not be left standing still. */
    @Override
    public void close() {
        try {
            goOn();
        } catch (DrillException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void signal(String signal, ProcessHandle process)
            throws DrillException, InterruptedException {
        try {
            int code = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new DrillException("kill " + signal + " ended with " + code);
            }
        } catch (IOException e) {
            throw new DrillException("can't run kill: " + e.getMessage(), e);
        }
    }
}
