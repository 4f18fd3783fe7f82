package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;

import io.vigil.journal.PackedRow;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/**
 * The plugin's table of rows, read for packing: with what the plugin's queries don't tell, and from a
 * majority of each data centre. So no row is overlooked that has been acked anywhere.
 */
final class PluginRows {

    private static final String PROFILE = "vigil-packing";

    private static final String WHERE = " WHERE persistence_id = ? AND partition_nr = ?"
            + " AND sequence_nr >= ? AND sequence_nr <= ?";

    private final JournalSession session;
    private final String table;
    private final long partitionSize;
    private final Materializer materializer;

    PluginRows(ActorSystem system, Materializer materializer) {
        Config journal =
                system.settings().config().getConfig("pekko.persistence.cassandra.journal");
        this.session = JournalSession.of(system).with(PROFILE);
        this.table = session.table(journal.getString("table"));
        this.partitionSize = journal.getLong("target-partition-size");
        this.materializer = materializer;
    }

    /**
     * A row as it is stored.
     *
     * @param isPlain whether there is nothing in it but a serializer's bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(int serializer, String manifest, boolean isPlain, byte[] bytes) {

        private static Stored of(Row row) {
            String adapter = row.getString("event_manifest");
            return new Stored(
                    row.getInt("ser_id"),
                    String.valueOf(row.getString("ser_manifest")),
                    (adapter == null || adapter.isEmpty()) && row.isNull("meta_ser_id"),
                    JournalSession.bytes(row, "event"));
        }

        boolean isPackable() {
            return isPlain && PackedRow.isPackable(serializer, manifest);
        }
    }

    /** Who has written rows {@code first} to {@code last}. */
    CompletionStage<RowWriters> writers(String persistenceId, long first, long last) {
        return select("sequence_nr, writer_uuid", persistenceId, first, last)
                .runWith(
                        Sink.fold(
                                new RowWriters(),
                                (writers, row) -> writers.with(
                                        row.getLong("sequence_nr"),
                                        String.valueOf(row.getString("writer_uuid")))),
                        materializer);
    }

    /** Rows {@code first} to {@code last}, in their order. */
    CompletionStage<List<Stored>> stored(String persistenceId, long first, long last) {
        String columns = "ser_id, ser_manifest, event_manifest, meta_ser_id, event";
        return select(columns, persistenceId, first, last)
                .map(Stored::of)
                .runWith(Sink.seq(), materializer);
    }

    private Source<Row, NotUsed> select(
            String columns, String persistenceId, long first, long last) {
        String cql = "SELECT " + columns + " FROM " + table + WHERE;
        return Source.fromIterator(() -> LongStream.rangeClosed(partition(first), partition(last))
                        .iterator())
                .flatMapConcat(
                        partition -> session.select(cql, persistenceId, partition, first, last));
    }

    /** As the plugin computes it. */
    private long partition(long sequenceNr) {
        return (sequenceNr - 1) / partitionSize;
    }
}
