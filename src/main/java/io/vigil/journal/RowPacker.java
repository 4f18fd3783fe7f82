package io.vigil.journal;

import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Versions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one row of a group of a patient's rows. The state evolves by events, one after the other,
 * so that one row with all of a group's events means what its rows meant.
 *
 * <p>The row that stays is the group's last, with its sequence number, batch number and writer; the
 * others go in the same transaction. What can't be packed without loss stays as it is.
 */
final class RowPacker {

    private static final Logger LOG = LoggerFactory.getLogger(RowPacker.class);

    /** Past it a row's overhead is nothing, and whoever wants a minute of it reads too much. */
    private static final int ROW_BYTES_MAX = 64 * 1024;

    private static final String READ = """
        SELECT "sequence_number", "event_payload",
          "event_ser_id" = ? AND "event_ser_manifest" IN (?, ?, ?) AND "adapter_manifest" = ''
            AND "meta_payload" IS NULL AND NOT "deleted"
        FROM "event_journal"
        WHERE "persistence_id" = ? AND "sequence_number" BETWEEN ? AND ?
        ORDER BY "sequence_number"
        """;

    private static final String DELETE = """
        DELETE FROM "event_journal"
        WHERE "persistence_id" = ? AND "sequence_number" >= ? AND "sequence_number" < ?
        """;

    private static final String UPDATE = """
        UPDATE "event_journal" SET "event_payload" = ?, "event_ser_manifest" = ?
        WHERE "persistence_id" = ? AND "sequence_number" = ?
        """;

    private RowPacker() {}

    /** The one row that a group becomes. */
    private record Packed(String manifest, byte[] bytes) {}

    /** The rows of a group as they are; not packable when one of them is anything but a batch. */
    private record Found(List<Long> numbers, List<byte[]> payloads, boolean isPackable) {}

    /**
     * Packs the group that begins at this sequence number, in a transaction of its own. Every row
     * of it must be behind whatever a recovery may begin with.
     *
     * @return whether it has changed
     */
    static boolean pack(Connection connection, String persistenceId, long first)
            throws SQLException {
        Found found = read(connection, persistenceId, first);
        if (found.numbers().size() < 2 || !found.isPackable()) {
            return false;
        }
        Packed packed = packed(persistenceId, found);
        if (packed == null) {
            return false;
        }
        connection.setAutoCommit(false);
        try {
            replace(connection, persistenceId, found.numbers(), packed);
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static Found read(Connection connection, String persistenceId, long first)
            throws SQLException {
        List<Long> numbers = new ArrayList<>();
        List<byte[]> payloads = new ArrayList<>();
        boolean isPackable = true;
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setInt(1, VigilSerializer.ID);
            select.setString(2, VigilSerializer.BATCH);
            select.setString(3, VigilSerializer.BATCH_UNPUBLISHED);
            select.setString(4, VigilSerializer.BATCH_SHARED);
            select.setString(5, persistenceId);
            select.setLong(6, first);
            select.setLong(7, RowGroup.last(first));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    numbers.add(rows.getLong(1));
                    payloads.add(rows.getBytes(2));
                    isPackable &= rows.getBoolean(3);
                }
            }
        }
        return new Found(numbers, payloads, isPackable);
    }

    /** The one row, or null if the group must stay as it is. */
    private static @Nullable Packed packed(String persistenceId, Found found) {
        try {
            List<PatientEvent> events = new ArrayList<>();
            List<Stamp> stamps = new ArrayList<>();
            boolean hasUnstamped = false;
            long number = 0;
            long published = 0;
            Versions sent = Versions.NONE;
            for (byte[] payload : found.payloads()) {
                Batch batch = BatchCodec.decode(payload);
                events.addAll(batch.events());
                stamps.addAll(batch.stamps());
                hasUnstamped |= batch.stamps().isEmpty() && !batch.events().isEmpty();
                number = batch.number();
                published = batch.published();
                sent = batch.sent().equals(Versions.NONE) ? sent : batch.sent();
            }
            if (events.size() > Batch.EVENTS_MAX || hasUnstamped && !stamps.isEmpty()) {
                return null;
            }
            Batch whole = new Batch(number, published, events, stamps, sent);
            byte[] bytes = BatchCodec.encode(whole);
            boolean isSafe = BatchCodec.decode(bytes).equals(whole);
            return isSafe && bytes.length <= ROW_BYTES_MAX
                    ? new Packed(VigilSerializer.manifestOf(whole), bytes)
                    : null;
        } catch (RuntimeException e) {
            LOG.warn(
                    "Rows {} to {} of {} stay as they are: {}",
                    found.numbers().getFirst(),
                    found.numbers().getLast(),
                    persistenceId,
                    e.toString());
            return null;
        }
    }

    private static void replace(
            Connection connection, String persistenceId, List<Long> numbers, Packed packed)
            throws SQLException {
        long last = numbers.getLast();
        try (PreparedStatement delete = connection.prepareStatement(DELETE);
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            delete.setString(1, persistenceId);
            delete.setLong(2, numbers.getFirst());
            delete.setLong(3, last);
            update.setBytes(1, packed.bytes());
            update.setString(2, packed.manifest());
            update.setString(3, persistenceId);
            update.setLong(4, last);
            if (delete.executeUpdate() != numbers.size() - 1 || update.executeUpdate() != 1) {
                throw new SQLException("rows of " + persistenceId + " changed while being packed");
            }
        }
    }
}
