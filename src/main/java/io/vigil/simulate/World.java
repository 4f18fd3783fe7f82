package io.vigil.simulate;

import io.vigil.core.Nullable;

import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Virtual time, the one source of chance, and the trace of what has happened. */
final class World {

    /** Far from 0, where time in ms would be mistaken for something else. */
    static final long START_MS = 1_764_000_000_000L;

    private record Due(long at, long order, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final long MIX = 0x9E3779B97F4A7C15L;

    final RandomGenerator random;
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final @Nullable Consumer<String> teller;
    private long now = START_MS;
    private long order;
    private long trace;

    /** @param teller gets a line for everything that happens; null: nobody does */
    World(long seed, @Nullable Consumer<String> teller) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.teller = teller;
    }

    long now() {
        return now;
    }

    void after(long delayMs, Runnable action) {
        due.add(new Due(now + delayMs, order++, action));
    }

    /** One step; false when nothing is due any more before then. */
    boolean step(long until) {
        Due next = due.peek();
        if (next == null || next.at() > until) {
            return false;
        }
        due.remove();
        now = next.at();
        next.action().run();
        return true;
    }

    boolean chance(int perThousand) {
        return random.nextInt(1000) < perThousand;
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    /** What has happened goes into the trace; the words are made only if somebody listens. */
    void happened(int what, long number, Supplier<String> words) {
        trace = (trace ^ now * 31 + what) * MIX;
        trace = (trace ^ number) * MIX ^ trace >>> 29;
        if (teller != null) {
            teller.accept(now - START_MS + " ms  " + words.get());
        }
    }

    /** Two runs with the same trace were the same run. */
    long trace() {
        return trace;
    }
}
