package io.vigil.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A journal file of its own, filled with rows to see what they take. */
final class MeasuredJournal implements AutoCloseable {

    private static final String URL_END = ";DATABASE_TO_UPPER=false;COMPRESS=TRUE";

    private static final String INSERT = """
        INSERT INTO "event_journal" ("persistence_id", "sequence_number", "writer",
          "write_timestamp", "adapter_manifest", "event_payload", "event_ser_id",
          "event_ser_manifest")
        VALUES (?, ?, ?, ?, '', ?, ?, ?)
        """;

    private final Path folder;
    private final Connection connection;
    private final PreparedStatement insert;
    private final Map<String, UUID> writers = new HashMap<>();
    private final Map<String, Long> lastRows = new HashMap<>();

    private MeasuredJournal(Path folder, Connection connection) throws SQLException {
        this.folder = folder;
        this.connection = connection;
        H2Schema.create(connection);
        this.insert = connection.prepareStatement(INSERT);
    }

    static MeasuredJournal open() throws SQLException, IOException {
        Path folder = Files.createTempDirectory("vigil-encoding");
        return new MeasuredJournal(folder, connect(folder));
    }

    void insert(String patient, Batch batch) throws SQLException {
        byte[] row = BatchCodec.encode(batch);
        String persistenceId = "patient|" + patient;
        insert.setString(1, persistenceId);
        insert.setLong(2, batch.number());
        insert.setObject(3, writers.computeIfAbsent(patient, id -> UUID.randomUUID()));
        insert.setLong(4, batch.events().getLast().at());
        insert.setBytes(5, row);
        insert.setInt(6, VigilSerializer.ID);
        insert.setString(7, VigilSerializer.BATCH);
        insert.executeUpdate();
        lastRows.put(persistenceId, batch.number());
    }

    /** Packs every group of rows, as {@link Packing} does once they are old. */
    void pack() throws SQLException {
        for (Map.Entry<String, Long> last : lastRows.entrySet()) {
            for (long first = 1; first <= last.getValue(); first += RowGroup.SIZE) {
                RowPacker.pack(connection, last.getKey(), first);
            }
        }
    }

    long rows() throws SQLException {
        return number("COUNT(*)");
    }

    /** What {@link BatchCodec} made of the rows. */
    long encodedBytes() throws SQLException {
        return number("SUM(LENGTH(\"event_payload\"))");
    }

    private long number(String of) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT " + of + " FROM \"event_journal\"")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** What the rows take in the compacted file; ends the journal. */
    long fileBytes() throws SQLException, IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (Connection other = connect(empty)) {
            H2Schema.create(other);
            return compactedBytes(connection, folder) - compactedBytes(other, empty);
        } finally {
            delete(empty);
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        delete(folder);
    }

    private static Connection connect(Path folder) throws SQLException {
        Path file = folder.toAbsolutePath().resolve("vigil");
        return DriverManager.getConnection("jdbc:h2:file:" + file + URL_END);
    }

    private static long compactedBytes(Connection open, Path folder)
            throws SQLException, IOException {
        try (Statement statement = open.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        }
        return Files.size(folder.resolve("vigil.mv.db"));
    }

    private static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("vigil.mv.db"));
        Files.deleteIfExists(folder.resolve("vigil.trace.db"));
        Files.delete(folder);
    }
}
