package io.vigil.simulate;

import java.util.BitSet;

/**
 * Links between the sites, which delay, drop, double and at times reorder, and connections between
 * devices and sites, which delay and drop; both are cut at times. Numbers below the count of sites
 * are sites.
 */
final class Network {

    private static final int PLACES = 32;
    private static final int DROPPED_PER_MILLE = 10;
    private static final int BROKEN_PER_MILLE = 3;
    private static final int DOUBLED_PER_MILLE = 10;
    private static final int LATE_PER_MILLE = 20;
    private static final int SLOW_PER_MILLE = 20;
    private static final int DELAY_MS_MAX = 40;
    private static final int SLOW_MS_MAX = 3_000;

    private final World world;
    private final BitSet cut = new BitSet(PLACES * PLACES);
    private final long[] lastArrival = new long[PLACES * PLACES];
    private boolean isHealthy;

    Network(World world) {
        this.world = world;
    }

    /** In order for the most part; those that come late are overtaken by others. */
    void send(int from, int to, Runnable arrives) {
        if (isCut(from, to) || !isHealthy && world.chance(DROPPED_PER_MILLE)) {
            return;
        }
        if (!isHealthy && world.chance(LATE_PER_MILLE)) {
            world.after(1 + world.upTo(SLOW_MS_MAX), () -> arrive(from, to, arrives));
        } else {
            inOrder(from, to, () -> arrive(from, to, arrives));
        }
        if (!isHealthy && world.chance(DOUBLED_PER_MILLE)) {
            world.after(1 + world.upTo(SLOW_MS_MAX), () -> arrive(from, to, arrives));
        }
    }

    /** Whether the connection of a device breaks with what is to be sent now. */
    boolean breaks(int from, int to) {
        return isCut(from, to) || !isHealthy && world.chance(BROKEN_PER_MILLE);
    }

    /** After all that was sent in order before. */
    void inOrder(int from, int to, Runnable arrives) {
        int way = from * PLACES + to;
        lastArrival[way] = Math.max(lastArrival[way], world.now() + delay());
        world.after(lastArrival[way] - world.now(), arrives);
    }

    private void arrive(int from, int to, Runnable arrives) {
        if (!isCut(from, to)) {
            arrives.run();
        }
    }

    private long delay() {
        boolean isSlow = !isHealthy && world.chance(SLOW_PER_MILLE);
        return 1 + world.upTo(isSlow ? SLOW_MS_MAX : DELAY_MS_MAX);
    }

    boolean isCut(int one, int other) {
        return cut.get(link(one, other));
    }

    void cut(int one, int other) {
        cut.set(link(one, other));
    }

    void mend(int one, int other) {
        cut.clear(link(one, other));
    }

    boolean isFaulty() {
        return !isHealthy;
    }

    /** From now on every link works. */
    void heal() {
        cut.clear();
        isHealthy = true;
    }

    private static int link(int one, int other) {
        return Math.min(one, other) * PLACES + Math.max(one, other);
    }
}
