package io.vigil.ops.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Screens that are connected and take nothing: none of the others may notice. */
final class SlowSubscribers implements Fault {

    private static final int EACH = 10;

    private final List<AutoCloseable> screens = new ArrayList<>();

    @Override
    public Duration hold(int run) {
        return Duration.ofSeconds(30);
    }

    @Override
    public void begin(Scene scene) throws DrillException {
        scene.tell("screens connect that read nothing");
        screens.addAll(scene.load().openDeafScreens(EACH));
    }

    @Override
    public void end(Scene scene) throws DrillException {
        try {
            for (AutoCloseable screen : screens) {
                screen.close();
            }
            screens.clear();
        } catch (Exception e) {
            throw new DrillException("can't close a screen: " + e.getMessage(), e);
        }
    }
}
