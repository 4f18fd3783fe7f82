package io.vigil.simulate;

import io.vigil.core.Nullable;
import io.vigil.simulate.WardSimulation.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Many seeds, on all processors, until one breaks a promise. */
public final class Seeds {

    /**
     * How it went.
     *
     * @param broken the run that broke a promise; of several, the first; null: none did
     */
    public record Total(long seeds, long steps, @Nullable Outcome broken) {}

    private final long first;
    private final long count;
    private final long steps;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong stepsDone = new AtomicLong();
    private final AtomicBoolean isBroken = new AtomicBoolean();

    /**
     * @param first the seeds are this one and those that follow
     * @param steps of each, before it is healed
     */
    public Seeds(long first, long count, long steps) {
        this.first = first;
        this.count = count;
        this.steps = steps;
    }

    /** @param progress is told how many seeds are done, from several threads */
    public Total run(int threads, LongConsumer progress) throws InterruptedException {
        List<Future<@Nullable Outcome>> workers = new ArrayList<>();
        Outcome broken = null;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> work(progress)));
            }
            for (Future<@Nullable Outcome> worker : workers) {
                Outcome outcome = worker.get();
                if (outcome != null && (broken == null || outcome.seed() < broken.seed())) {
                    broken = outcome;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulation itself failed", e.getCause());
        }
        return new Total(done.get(), stepsDone.get(), broken);
    }

    private @Nullable Outcome work(LongConsumer progress) {
        while (!isBroken.get()) {
            long number = next.getAndIncrement();
            if (number >= count) {
                return null;
            }
            Outcome outcome = WardSimulation.run(first + number, steps);
            stepsDone.addAndGet(outcome.steps());
            progress.accept(done.incrementAndGet());
            if (!outcome.isClean()) {
                isBroken.set(true);
                return outcome;
            }
        }
        return null;
    }
}
