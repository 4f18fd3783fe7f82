package io.vigil.journal;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** A patient with a frame a second, a row each, in a journal as the server has it. */
final class PackedPatient {

    static final String ID = "patient|p-1";

    private static final long START = 1_764_000_000_000L;

    private PackedPatient() {}

    /** Rows {@code first} to {@code last}. */
    static void write(Connection connection, long first, long last) throws SQLException {
        connection.setAutoCommit(false);
        for (long row = first; row <= last; row++) {
            write(connection, row, VigilSerializer.BATCH, BatchCodec.encode(batch(row)));
        }
        connection.setAutoCommit(true);
    }

    static void write(Connection connection, long row, String manifest, byte[] payload)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
            INSERT INTO "event_journal" ("persistence_id", "sequence_number", "writer",
              "write_timestamp", "adapter_manifest", "event_payload", "event_ser_id",
              "event_ser_manifest")
            VALUES (?, ?, ?, ?, '', ?, ?, ?)
            """)) {
            insert.setString(1, ID);
            insert.setLong(2, row);
            insert.setObject(3, new UUID(1, row / 1000));
            insert.setLong(4, START + row * 1000);
            insert.setBytes(5, payload);
            insert.setInt(6, VigilSerializer.ID);
            insert.setString(7, manifest);
            insert.executeUpdate();
        }
    }

    /** A snapshot that says where it stands, and can't be read. */
    static void writeSnapshot(Connection connection, long row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
            INSERT INTO "snapshot" ("persistence_id", "sequence_number", "created",
              "snapshot_ser_id", "snapshot_ser_manifest", "snapshot_payload")
            VALUES (?, ?, 0, ?, 'patient-state/1', ?)
            """)) {
            insert.setString(1, ID);
            insert.setLong(2, row);
            insert.setInt(3, VigilSerializer.ID);
            insert.setBytes(4, new byte[] {1, 2, 3});
            insert.executeUpdate();
        }
    }

    /** Until a whole round finds nothing to do. */
    static int packAll(Connection connection, Packing packing) throws SQLException {
        int packed = 0;
        Packing.Result result;
        do {
            result = packing.run(connection, () -> false);
            packed += result.packed();
        } while (!result.isRoundOver());
        return packed;
    }

    static List<Long> rowNumbers(Connection connection) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT \"sequence_number\" FROM \"event_journal\" ORDER BY 1");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    static Batch batch(long row) {
        return new Batch(row, List.of(event(row)));
    }

    /** The same row as an envelope of a site, which has seen nothing of the others. */
    static Batch stamped(long row, String site) {
        SiteId by = new SiteId(site);
        return Batch.of(
                row,
                0,
                new Envelope(
                        by,
                        row,
                        new PatientId("p-1"),
                        1,
                        new HybridTime(time(row), 0),
                        Versions.of(by, row - 1),
                        List.of(event(row))),
                false);
    }

    static long time(long row) {
        return START + row * 1000;
    }

    static List<PatientEvent> events(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(PackedPatient::event)
                .toList();
    }

    private static PatientEvent event(long row) {
        return new Observed(
                new DeviceId("monitor-1"),
                1,
                row,
                time(row),
                Values.of(Vital.HR, 60 + row % 60),
                0,
                Charted.NONE);
    }

    /** What the server's own reader gives. */
    static List<PatientEvent> read(Path data, long first, long last) throws Exception {
        try (TestLedger ledger = TestLedger.open(JournalConfig.in(data), "other")) {
            return ledger.read(ID, first, last).stream()
                    .flatMap(batch -> batch.events().stream())
                    .toList();
        }
    }

    /** What an entity recovers to. */
    static Recorded recover(Path data) throws Exception {
        try (TestLedger ledger = TestLedger.open(JournalConfig.in(data), "p-1")) {
            return ledger.recovered();
        }
    }
}
