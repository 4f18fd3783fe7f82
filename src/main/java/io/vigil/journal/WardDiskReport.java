package io.vigil.journal;

import com.typesafe.config.Config;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures what a ward on a box writes in a day: hours of it, through the journal as a server has it,
 * as fast as it takes them, with snapshots and packing.
 *
 * <p>Each bed has a frame a second of nine vitals and charted oxygen. No recording has all of those
 * each second, so each vital of each bed is a series of its own out of the recordings: what counts is
 * how they vary. A row is a frame, with the stamp of an edge, as in a quiet ward. Newest rows are not
 * packed yet, however long it runs, so the figure is the growth between two times that are a whole
 * number of snapshots apart. At both
 * the file is compacted: one that is written so fast is full of pages that have yet to be given
 * back, and says nothing of a ward's.
 */
public final class WardDiskReport {

    private static final long START = 1_764_000_000_000L;
    private static final SiteId SITE = new SiteId("edge-1");
    private static final int ROWS_PER_SNAPSHOT = 1000;
    private static final int FIRST_ROWS = 4 * ROWS_PER_SNAPSHOT;
    private static final long SECONDS_PER_HOUR = 3600;
    private static final long SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR;

    /** Packing goes on each second: when no row has gone for longer it is done. */
    private static final long PACKED_NANOS = 15_000_000_000L;

    private static final long LOOK_NANOS = 3_000_000_000L;

    private static final String INSERT = """
        INSERT INTO "event_journal" ("persistence_id", "sequence_number", "writer",
          "write_timestamp", "adapter_manifest", "event_payload", "event_ser_id",
          "event_ser_manifest")
        VALUES (?, ?, ?, ?, '', ?, ?, ?)
        """;

    private static final String SNAPSHOT = """
        INSERT INTO "snapshot" ("persistence_id", "sequence_number", "created",
          "snapshot_ser_id", "snapshot_ser_manifest", "snapshot_payload")
        VALUES (?, ?, ?, ?, ?, ?)
        """;

    private static final String FORGET = """
        DELETE FROM "snapshot" WHERE "persistence_id" = ? AND "sequence_number" <= ?
        """;

    private final PrintStream out;
    private final VigilSerializer serializer = new VigilSerializer();
    private final UUID writer = UUID.randomUUID();
    private final List<double[]> pool = new ArrayList<>();
    private final List<Recorded> beds = new ArrayList<>();
    private long second;

    public WardDiskReport(PrintStream out) {
        this.out = out;
    }

    /**
     * @param config with the journal's settings
     * @param files recordings with a row a second (CSV, maybe gzipped)
     */
    public void print(Config config, List<Path> files, int bedCount, int hours)
            throws IOException, SQLException {
        for (Path file : files) {
            RecordedSeries.read(file).forEach(this::addToPool);
        }
        if (pool.isEmpty()) {
            throw new IllegalArgumentException("no recorded vital in " + files);
        }
        for (int bed = 0; bed < bedCount; bed++) {
            beds.add(Recorded.unknown(new PatientId("p-" + bed)).among(SITE));
        }
        Path folder = Files.createTempDirectory("vigil-disk");
        try {
            long before = write(config, folder, FIRST_ROWS);
            long rows = (long) hours * SECONDS_PER_HOUR / ROWS_PER_SNAPSHOT * ROWS_PER_SNAPSHOT;
            long after = write(config, folder, rows);
            long perDay = (after - before) * SECONDS_PER_DAY / rows;
            long samples = (long) bedCount * (Vital.values().length + 1) * SECONDS_PER_DAY;
            out.printf(
                    "%d beds, 10 values a second each: %.0f MB a day, %.2f bytes a value; 72 h:"
                            + " %.0f MB%n",
                    bedCount,
                    perDay / 1e6,
                    (double) perDay / samples,
                    (perDay * 3.0 + before) / 1e6);
        } finally {
            delete(folder);
        }
    }

    private void addToPool(List<Observed> frames) {
        for (Vital vital : Vital.values()) {
            double[] values = frames.stream()
                    .filter(frame -> frame.values().has(vital))
                    .mapToDouble(frame -> frame.values().get(vital))
                    .toArray();
            if (values.length >= (int) SECONDS_PER_HOUR / 6) {
                pool.add(values);
            }
        }
    }

    private static JournalDataSource open(Config config, Path folder) {
        Config journal =
                config.getConfig("pekko-persistence-jdbc.shared-databases.slick.db.properties");
        JournalDataSource opened = new JournalDataSource();
        opened.setDirectory(folder.toString());
        opened.setSettings(journal.getString("settings"));
        return opened;
    }

    /** @return the file's size, all packed and compacted */
    private long write(Config config, Path folder, long rows) throws SQLException, IOException {
        long until = second + rows;
        try (JournalDataSource journal = open(config, folder)) {
            while (second < until) {
                try (Connection connection = journal.getConnection()) {
                    connection.setAutoCommit(false);
                    writeSecond(connection);
                    connection.commit();
                }
            }
            awaitPacked(journal);
        }
        long bytes = compacted(folder);
        out.printf("%d s: %.1f MB%n", second, bytes / 1e6);
        return bytes;
    }

    private void writeSecond(Connection connection) throws SQLException {
        second++;
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int bed = 0; bed < beds.size(); bed++) {
                Batch batch = batch(beds.get(bed), bed);
                beds.set(bed, beds.get(bed).with(batch));
                insert.setString(1, "patient|p-" + bed);
                insert.setLong(2, batch.number());
                insert.setObject(3, writer);
                insert.setLong(4, now());
                insert.setBytes(5, serializer.toBinary(batch));
                insert.setInt(6, VigilSerializer.ID);
                insert.setString(7, serializer.manifest(batch));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        // Not all at once: in a ward they come as the beds were taken.
        int bed = (int) (second % ROWS_PER_SNAPSHOT);
        if (bed < beds.size() && second > ROWS_PER_SNAPSHOT) {
            snapshot(connection, "patient|p-" + bed, beds.get(bed));
        }
    }

    private void snapshot(Connection connection, String id, Recorded recorded) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(SNAPSHOT);
                PreparedStatement forget = connection.prepareStatement(FORGET)) {
            insert.setString(1, id);
            insert.setLong(2, recorded.lastBatch());
            insert.setLong(3, now());
            insert.setInt(4, VigilSerializer.ID);
            insert.setString(5, serializer.manifest(recorded));
            insert.setBytes(6, serializer.toBinary(recorded));
            insert.executeUpdate();
            forget.setString(1, id);
            forget.setLong(2, recorded.lastBatch() - 2 * ROWS_PER_SNAPSHOT);
            forget.executeUpdate();
        }
    }

    private Batch batch(Recorded bed, int place) {
        Values values = Values.NONE;
        for (Vital vital : Vital.values()) {
            values = values.with(vital, value(place * Vital.values().length + vital.ordinal()));
        }
        Observed frame = new Observed(
                new DeviceId("monitor-" + place),
                1,
                second,
                now(),
                values,
                0,
                new Charted(null, place % 3 == 0));
        Envelope envelope =
                bed.replica().envelope(second, new HybridTime(now(), 0), List.of(frame));
        return Batch.of(bed.lastBatch() + 1, 0, envelope, false);
    }

    /** One series after the other, each bed and vital from a place of its own. */
    private double value(int which) {
        long at = second;
        for (int i = which; ; i++) {
            double[] series = pool.get(i % pool.size());
            if (at < series.length) {
                return series[(int) at];
            }
            at -= series.length;
        }
    }

    private long now() {
        return START + second * 1000;
    }

    private static void awaitPacked(JournalDataSource journal) throws SQLException {
        long rows = rows(journal);
        long since = System.nanoTime();
        while (System.nanoTime() - since < PACKED_NANOS) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = rows(journal);
            if (now != rows) {
                rows = now;
                since = System.nanoTime();
            }
        }
    }

    private static long rows(JournalDataSource journal) throws SQLException {
        try (Connection connection = journal.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT COUNT(*) FROM \"event_journal\"")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static long compacted(Path folder) throws SQLException, IOException {
        Path file = folder.toAbsolutePath().resolve("vigil");
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + file + ";DATABASE_TO_UPPER=false;COMPRESS=TRUE");
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        }
        return Files.size(folder.resolve("vigil.mv.db"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
