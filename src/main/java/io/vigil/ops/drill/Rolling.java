package io.vigil.ops.drill;

import java.time.Duration;

/** Every node in turn is asked to end, and started again: an upgrade without the new version. */
final class Rolling implements Fault {

    private static final Duration END_BOUND = Duration.ofSeconds(90);

    @Override
    public Duration hold(int run) {
        return Duration.ZERO;
    }

    @Override
    public void begin(Scene scene) throws DrillException, InterruptedException {
        for (String name : scene.site().cluster().names()) {
            scene.tell("SIGTERM to " + name);
            ProcessHandle process = scene.site().running(name);
            process.destroy();
            DrillSite.awaitEnd(name, process, END_BOUND);
            scene.site().rejoin(name);
        }
    }

    @Override
    public void end(Scene scene) {
        // The last node is back already.
    }
}
