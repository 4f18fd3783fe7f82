package io.vigil.ops.drill;

import java.time.Duration;

/** A node is gone at once, stays away for a while, and comes back. */
final class KillNode implements Fault {

    private static final Duration AWAY = Duration.ofSeconds(15);

    private final boolean isOldest;
    private String killed = "";

    private KillNode(boolean isOldest) {
        this.isOldest = isOldest;
    }

    static KillNode any() {
        return new KillNode(false);
    }

    static KillNode oldest() {
        return new KillNode(true);
    }

    @Override
    public Duration hold(int run) {
        return AWAY;
    }

    @Override
    public void begin(Scene scene) throws DrillException, InterruptedException {
        killed = isOldest
                ? scene.site().members().oldest()
                : scene.anyOf(scene.site().cluster().names());
        scene.tell("kill -9 of " + killed);
        scene.site().kill(killed);
    }

    @Override
    public void end(Scene scene) throws DrillException, InterruptedException {
        scene.tell("starting " + killed + " again");
        scene.site().rejoin(killed);
    }
}
