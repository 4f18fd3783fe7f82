package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;

import io.vigil.journal.PackedRow;
import io.vigil.journal.RowGroup;

import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/**
 * The table of packed copies beside the plugin's rows: a row for each group of a patient's, from the
 * first one on without a gap. Where a group stays as its rows are, it says just that.
 */
final class PackedCopies {

    static final String TABLE = "packed_rows";

    /** Groups in a partition: 18 hours of a quiet bed; at most 64 MiB, as a copy has 64 KiB at most. */
    private static final long PARTITION_ROWS = 1024L * RowGroup.SIZE;

    /** In the place of a partition without any: those behind it have none either. */
    private static final Copy END = Copy.none(1);

    private final JournalSession session;
    private final String insert;
    private final String select;
    private final String newest;

    PackedCopies(ActorSystem system) {
        this.session = JournalSession.of(system);
        String table = session.table(TABLE);
        this.insert = "INSERT INTO " + table
                + " (persistence_id, part, first_nr, last_nr, manifest, event)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        this.select = "SELECT first_nr, last_nr, manifest, event FROM " + table
                + " WHERE persistence_id = ? AND part = ? AND first_nr >= ? AND first_nr <= ?";
        this.newest = "SELECT last_nr FROM " + table
                + " WHERE persistence_id = ? AND part = ? AND first_nr <= ?"
                + " ORDER BY first_nr DESC LIMIT 1";
    }

    static String createTable(String keyspace) {
        return "CREATE TABLE IF NOT EXISTS " + keyspace + "." + TABLE
                + " (persistence_id text, part bigint, first_nr bigint, last_nr bigint,"
                + " manifest text, event blob,"
                + " PRIMARY KEY ((persistence_id, part), first_nr))";
    }

    /**
     * All of rows {@code first} to {@code last} in one.
     *
     * @param manifest of the serializer; empty where the group stays as its rows are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Copy(long first, long last, String manifest, byte[] bytes) {

        static Copy of(long first, PackedRow packed) {
            return new Copy(first, RowGroup.last(first), packed.manifest(), packed.bytes());
        }

        /** The mark that a group stays as its rows are. */
        static Copy none(long first) {
            return new Copy(first, RowGroup.last(first), "", new byte[0]);
        }

        boolean isNone() {
            return manifest.isEmpty();
        }

        private static Copy of(Row row) {
            return new Copy(
                    row.getLong("first_nr"),
                    row.getLong("last_nr"),
                    String.valueOf(row.getString("manifest")),
                    JournalSession.bytes(row, "event"));
        }
    }

    /** Writing it again changes nothing: the copy follows from the rows alone. */
    CompletionStage<Done> write(String persistenceId, Copy copy) {
        return session.write(
                insert,
                persistenceId,
                partition(copy.first()),
                copy.first(),
                copy.last(),
                copy.manifest(),
                ByteBuffer.wrap(copy.bytes()));
    }

    /** Up to which row, and not beyond this one, groups have been dealt with; 0 for none. */
    CompletionStage<Long> doneTo(String persistenceId, long row) {
        return doneTo(persistenceId, row, partition(row));
    }

    private CompletionStage<Long> doneTo(String persistenceId, long row, long partition) {
        return session.selectOne(newest, persistenceId, partition, row)
                .thenCompose(found -> found.isPresent() || partition == 0
                        ? CompletableFuture.completedFuture(
                                found.map(last -> last.getLong(0)).orElse(0L))
                        : doneTo(persistenceId, row, partition - 1));
    }

    /**
     * The copies that hold something of rows {@code first} to {@code last}, in their order. Those
     * that there are: none where there is no table, or whoever asks may not read it.
     */
    Source<Copy, NotUsed> read(String persistenceId, long first, long last) {
        return Source.fromIterator(() -> LongStream.rangeClosed(partition(first), partition(last))
                        .iterator())
                .flatMapConcat(partition -> session.select(
                                select, persistenceId, partition, RowGroup.first(first), last)
                        .map(Copy::of)
                        .orElse(Source.single(END)))
                .takeWhile(copy -> copy != END)
                .onErrorComplete(PackedCopies::isRefused);
    }

    /** By Cassandra itself: other than when nobody answers, asking for the rows may do. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof QueryValidationException
                || failure.getCause() instanceof QueryValidationException;
    }

    private static long partition(long sequenceNr) {
        return (sequenceNr - 1) / PARTITION_ROWS;
    }
}
