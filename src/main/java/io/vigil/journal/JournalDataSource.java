package io.vigil.journal;

import io.vigil.core.Nullable;

import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

import javax.sql.DataSource;

/**
 * The embedded journal's connections, made by Slick from journal.conf.
 *
 * <p>There is no pool, on purpose. When a write fails (disk full, file not writable) H2 closes the
 * whole database at once, and every open connection is dead for good; the next new connection opens
 * the file again at its last complete commit. A pool would go on handing out the dead ones: they
 * fail with H2's own SQL state, which no pool takes for a broken connection. A new connection in the
 * same process costs 0.2 ms, once per write of many rows, and makes recovery a matter of course.
 *
 * <p>With {@code sync} a commit returns when its rows are on the disk itself, so that not even a loss
 * of power takes back what was answered; {@link SealedFile} keeps the order that this needs.
 *
 * <p>Before H2 opens a file that wasn't closed cleanly, {@link JournalFile} makes sure that it will
 * find the newest rows.
 *
 * <p>The database stays open between connections and is shut down by {@link #close}, which Slick
 * calls when the actor system ends.
 */
public final class JournalDataSource implements DataSource, Closeable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(JournalDataSource.class);

    private final AtomicBoolean schemaCreated = new AtomicBoolean();
    private final Housekeeping housekeeping = new Housekeeping(this::open, this::force);
    private final GroupCommit commits = new GroupCommit(this::force);
    private volatile @Nullable MVStore store;
    private String directory = "";
    private String settings = "";
    private boolean isSynced;
    private String scheme = SealedPath.scheme(false);
    /** The disk has failed to keep something, and the system may think that it has it. */
    private volatile boolean isDoubtful;

    /** The folder of the database file; made when it is missing. */
    public void setDirectory(String directory) {
        this.directory = directory;
    }

    /** H2's settings, as at the end of its URL. */
    public void setSettings(String settings) {
        this.settings = settings;
    }

    /** How long after a commit the next one waits for company. */
    public void setCommitIntervalMs(long ms) {
        commits.setInterval(ms);
    }

    /** Whether what was committed stands a loss of power: {@code on} or {@code off}. */
    public void setSync(String onOrOff) {
        isSynced = switch (onOrOff) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        "vigil.journal.sync is on or off, not " + onOrOff);
        };
        scheme = SealedPath.scheme(isSynced);
    }

    public String getSync() {
        return isSynced ? "on" : "off";
    }

    public String getDirectory() {
        return directory;
    }

    public String getSettings() {
        return settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!schemaCreated.get()) {
            prepare();
        }
        return commits.of(open());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the embedded journal has no users");
    }

    /** Ends the database; what was committed is on disk already, so a failure only costs time. */
    @Override
    public void close() {
        housekeeping.close();
        if (schemaCreated.compareAndSet(true, false)) {
            try (Connection connection = open();
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            } catch (SQLException e) {
                LOG.warn("The journal could not be closed cleanly: {}", e.getMessage());
            }
        }
    }

    private synchronized void prepare() throws SQLException {
        if (schemaCreated.get()) {
            return;
        }
        try {
            Files.createDirectories(Path.of(directory));
        } catch (IOException e) {
            throw new SQLException("The journal's folder can't be made: " + directory, e);
        }
        try (Connection connection = open()) {
            H2Schema.create(connection);
        }
        force();
        if (isSynced) {
            JournalFile.forceFolder(Path.of(directory));
        }
        schemaCreated.set(true);
        housekeeping.start();
    }

    private Connection open() throws SQLException {
        if (isOpen()) {
            Connection connection = connect();
            if (Housekeeping.store(connection).equals(store)) {
                return connection;
            }
            abandon(connection);
        }
        return reopen();
    }

    /** H2 closes the store by itself when a write has failed. */
    private boolean isOpen() {
        MVStore known = store;
        return known != null && !known.isClosed();
    }

    /** One at a time: nobody may use the file before it is known to be safe. */
    private synchronized Connection reopen() throws SQLException {
        if (!isOpen()) {
            JournalFile.makeSafe(Path.of(path() + ".mv.db"), scheme, isDoubtful);
            isDoubtful = false;
        }
        Connection connection = connect();
        store = Housekeeping.store(connection);
        return connection;
    }

    /** H2 has closed the file in between, and opened it again without the check: not that way. */
    private synchronized void abandon(Connection connection) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            if (!Housekeeping.store(connection).equals(store)) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
        }
    }

    /**
     * All that was committed until now is on the disk when this returns.
     *
     * <p>When it fails the system may have forgotten what it could not write, and would answer the
     * next time that all is well. So the database ends here, and its file is written again where it
     * is young before it is used once more.
     */
    private void force() throws SQLException {
        MVStore open = store;
        if (!isSynced || open == null) {
            return;
        }
        try {
            open.sync();
        } catch (MVStoreException e) {
            isDoubtful = true;
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
            throw new SQLException(
                    "The disk did not keep the journal's last write: look at its health, and at the"
                            + " system's log",
                    e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:" + scheme + path() + ";" + settings);
    }

    private Path path() {
        return Path.of(directory).toAbsolutePath().resolve("vigil");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
