package io.vigil.simulate;

import java.util.HashMap;
import java.util.Map;

/**
 * Messages between the actors of a site, from its start to its crash: between two of them in their
 * order, after a while. A site of several nodes loses some.
 */
final class Post {

    private static final int NEAR_MS_MAX = 2;
    private static final int FAR_MS_MAX = 20;
    private static final int SLOW_MS_MAX = 5_000;
    private static final int SLOW_PER_MILLE = 60;
    private static final int LOST_PER_MILLE = 20;

    private record Way(Object from, Object to) {}

    private final World world;
    private final Network network;
    private final boolean isFar;
    private final Map<Way, Long> lastArrival = new HashMap<>();
    private boolean isOver;

    /** @param isFar the site has several nodes */
    Post(World world, Network network, boolean isFar) {
        this.world = world;
        this.network = network;
        this.isFar = isFar;
    }

    void tell(Object from, Object to, Runnable arrives) {
        if (!isFar || !network.isFaulty() || !world.chance(LOST_PER_MILLE)) {
            signal(from, to, arrives);
        }
    }

    /** Of somebody's end everybody who watches is told. */
    void signal(Object from, Object to, Runnable arrives) {
        long at =
                Math.max(lastArrival.getOrDefault(new Way(from, to), 0L), world.now() + delayMs());
        lastArrival.put(new Way(from, to), at);
        world.after(at - world.now(), () -> {
            if (!isOver) {
                arrives.run();
            }
        });
    }

    private int delayMs() {
        if (!isFar) {
            return world.upTo(NEAR_MS_MAX);
        }
        boolean isSlow = network.isFaulty() && world.chance(SLOW_PER_MILLE);
        return world.upTo(isSlow ? SLOW_MS_MAX : FAR_MS_MAX);
    }

    void crash() {
        isOver = true;
    }
}
