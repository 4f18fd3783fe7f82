package io.vigil.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A seeded generator of values: everything random in a test comes from one seed that the test
 * prints, so that a failure can be run again.
 */
@FunctionalInterface
public interface Gen<T> {

    T next(RandomGenerator random);

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The seed of this run: new each time, or {@code -Dvigil.seed=N} to repeat one. */
    static long seed() {
        Long given = Long.getLong("vigil.seed");
        long seed = given == null ? System.nanoTime() & 0xffff_ffffL : given;
        System.out.println("seed " + seed + " (repeat with -Dvigil.seed=" + seed + ")");
        return seed;
    }

    static <T> Gen<T> constant(T value) {
        return random -> value;
    }

    @SafeVarargs
    static <T> Gen<T> pick(T... values) {
        return random -> values[random.nextInt(values.length)];
    }

    @SafeVarargs
    static <T> Gen<T> oneOf(Gen<? extends T>... gens) {
        return random -> gens[random.nextInt(gens.length)].next(random);
    }

    /** Both ends are included. */
    static Gen<Integer> ints(int min, int max) {
        return random -> random.nextInt(min, max + 1);
    }

    /** Both ends are included. */
    static Gen<Long> longs(long min, long max) {
        return random -> random.nextLong(min, max + 1);
    }

    /** In {@code percent} of a hundred, true. */
    static Gen<Boolean> chance(int percent) {
        return random -> random.nextInt(100) < percent;
    }

    default <R> Gen<R> map(Function<? super T, ? extends R> function) {
        return random -> function.apply(next(random));
    }

    default <R> Gen<R> flatMap(Function<? super T, Gen<R>> function) {
        return random -> function.apply(next(random)).next(random);
    }

    default Gen<List<T>> list(int sizeMin, int sizeMax) {
        return random -> {
            int size = random.nextInt(sizeMin, sizeMax + 1);
            List<T> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                list.add(next(random));
            }
            return list;
        };
    }
}
