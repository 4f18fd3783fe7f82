package io.vigil.ops.drill;

import java.time.Duration;

/** A switch loses power for a moment: every device connects again at once. */
final class ReconnectStorm implements Fault {

    @Override
    public Duration hold(int run) {
        return Duration.ofSeconds(5);
    }

    @Override
    public void begin(Scene scene) {
        scene.tell("cutting every device's connection");
        scene.load().cutDevices();
    }

    @Override
    public void end(Scene scene) {
        // They connect again by themselves.
    }
}
