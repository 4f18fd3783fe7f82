package io.vigil.ops.drill;

import java.time.Duration;

/** Devices whose network repeats what they say, and lets a frame overtake the one before. */
final class Disorderly implements Fault {

    @Override
    public Duration hold(int run) {
        return Duration.ofSeconds(20);
    }

    @Override
    public void begin(Scene scene) {
        scene.tell("devices send frames twice and too late");
        scene.load().disorder(scene.random());
    }

    @Override
    public void end(Scene scene) {
        scene.load().order();
    }
}
