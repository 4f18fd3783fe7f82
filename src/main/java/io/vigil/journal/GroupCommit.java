package io.vigil.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a commit wait until a little time has passed since the last one.
 *
 * <p>A commit of H2 costs about as much for ten rows as for one: it writes the root of every table
 * anew. The journal has one write in flight, and what arrives meanwhile becomes the next, so a write
 * that waits gathers rows. After a quiet moment nothing waits.
 *
 * <p>A commit returns once its rows have passed the {@link Barrier}: whoever wrote them is answered
 * only then.
 */
final class GroupCommit {

    private static final String COMMIT = "commit";

    private final Barrier barrier;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private volatile long intervalNanos;

    /** What comes between a commit and the answers to its writers. */
    @FunctionalInterface
    interface Barrier {
        void pass() throws SQLException;
    }

    GroupCommit(Barrier barrier) {
        this.barrier = barrier;
    }

    void setInterval(long ms) {
        intervalNanos = TimeUnit.MILLISECONDS.toNanos(ms);
    }

    /** The same connection, but for its {@link Connection#commit()}. */
    Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                GroupCommit.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> call(connection, method, arguments));
    }

    private Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
        boolean isCommit = method.getName().equals(COMMIT);
        if (isCommit) {
            awaitTurn();
        }
        try {
            Object result = method.invoke(connection, arguments);
            if (isCommit) {
                barrier.pass();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        } finally {
            if (isCommit) {
                lastNanos.set(System.nanoTime());
            }
        }
    }

    private void awaitTurn() {
        long until = lastNanos.get() + intervalNanos;
        for (long rest = until - System.nanoTime(); rest > 0; rest = until - System.nanoTime()) {
            LockSupport.parkNanos(rest);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
