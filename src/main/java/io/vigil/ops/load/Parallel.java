package io.vigil.ops.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many calls to the server, a few at once. */
public final class Parallel {

    private static final int AT_ONCE = 16;

    @FunctionalInterface
    public interface Task {
        void run(int number) throws Exception;
    }

    private Parallel() {}

    /** Runs the task for 0 to {@code count - 1}; the first failure ends it. */
    public static void each(int count, Task task) throws LoadException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    task.run(number);
                    return null;
                }));
            }
            try {
                for (Future<?> one : running) {
                    one.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                Throwable cause = e.getCause();
                throw new LoadException(String.valueOf(cause == null ? e : cause.getMessage()));
            }
        }
    }
}
