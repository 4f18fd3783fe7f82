package io.vigil.journal;

import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Packs old rows, and gives the space of outdated pages back, while the server runs.
 *
 * <p>H2 appends: each commit writes the changed pages anew, and the old ones stay until what is
 * still good beside them is moved. H2 does that on the thread that also delays writes, and the
 * setting that makes commits durable at once, WRITE_DELAY=0, switches that thread off. Without this
 * class the file grew by 3 kB for a row of 90 bytes; with it, it stays at a few times its content.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final long PERIOD_MS = 1000;

    /** Space is worth getting back when less than this share of the file is still in use. */
    private static final int FILL_PERCENT = 50;

    /** Commits wait while pages are moved: a step this small holds them for milliseconds. */
    private static final int STEP_BYTES = 256 * 1024;

    private static final String FILL_RATE = "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
            + " WHERE SETTING_NAME = 'info.CHUNKS_FILL_RATE_RW'";

    private static final int STEPS_MAX = 4;
    private static final long CLOSE_TIMEOUT_MS = 5000;

    private final ConnectionSource connections;
    private final GroupCommit.Barrier barrier;
    private final ScheduledExecutorService thread;
    private final Packing packing = new Packing();

    @FunctionalInterface
    interface ConnectionSource {
        Connection open() throws SQLException;
    }

    /** @param barrier passed after each run: nothing of it stays off the disk for long */
    Housekeeping(ConnectionSource connections, GroupCommit.Barrier barrier) {
        this.connections = connections;
        this.barrier = barrier;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("journal-housekeeping").factory());
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(
                this::run, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for the step that is running: it must not meet a database that is closing. Nor is it
     * interrupted, which would close the file under the others' hands.
     */
    void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("The journal's housekeeping is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Connection connection = connections.open()) {
            compact(connection);
            var _ = packing.run(connection, thread::isShutdown);
            barrier.pass();
        } catch (SQLException | MVStoreException e) {
            // The writers meet the same trouble and report it; the next run tries again.
            LOG.debug("Housekeeping put off: {}", e.getMessage());
        }
    }

    private static void compact(Connection connection) throws SQLException {
        MVStore store = store(connection);
        for (int i = 0; i < STEPS_MAX && isWasteful(connection); i++) {
            if (!store.compact(100, STEP_BYTES)) {
                return;
            }
            store.commit();
        }
    }

    /** Judges only what is old enough to be moved; H2 keeps newer chunks for 45 s in any case. */
    private static boolean isWasteful(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FILL_RATE)) {
            return rows.next() && Integer.parseInt(rows.getString(1)) < FILL_PERCENT;
        }
    }

    static MVStore store(Connection connection) throws SQLException {
        JdbcConnection embedded = connection.unwrap(JdbcConnection.class);
        return ((SessionLocal) embedded.getSession()).getDatabase().getStore().getMvStore();
    }
}
