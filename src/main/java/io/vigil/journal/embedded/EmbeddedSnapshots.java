package io.vigil.journal.embedded;

import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import scala.Option;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Pekko's snapshots on the embedded store; named by journal.conf. */
public final class EmbeddedSnapshots extends SnapshotStore {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSnapshots.class);

    private final Embedded embedded = Embedded.of(context().system());
    private final Serialization serialization =
            SerializationExtension.get(context().system());

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(
            String persistenceId, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(embedded.ask(() -> embedded.store()
                .iterate(Table.SNAPSHOTS, iterator -> newest(iterator, persistenceId, criteria))));
    }

    /** The newest that can be read: the ones before it only cost time. */
    private Optional<SelectedSnapshot> newest(
            RocksIterator iterator, String persistenceId, SnapshotSelectionCriteria criteria) {
        iterator.seekForPrev(
                Keys.snapshot(persistenceId, criteria.maxSequenceNr(), Long.MAX_VALUE));
        while (iterator.isValid() && Keys.isOf(persistenceId, iterator.key())) {
            SnapshotMetadata found = metadata(persistenceId, iterator.key());
            if (criteria.matches(found)) {
                try {
                    return Optional.of(selected(found, iterator.value()));
                } catch (RuntimeException e) {
                    LOG.warn(
                            "snapshot {} of {} can't be read, the one before is taken: {}",
                            found.sequenceNr(),
                            persistenceId,
                            e.toString());
                }
            }
            iterator.prev();
        }
        return Optional.empty();
    }

    private SelectedSnapshot selected(SnapshotMetadata found, byte[] bytes) {
        StoredSnapshot stored = StoredSnapshot.of(bytes);
        Stored metadata = stored.metadata();
        return SelectedSnapshot.create(
                metadata == null
                        ? found
                        : new SnapshotMetadata(
                                found.persistenceId(),
                                found.sequenceNr(),
                                found.timestamp(),
                                Option.apply(metadata.read(serialization))),
                stored.state().read(serialization));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        try {
            byte[] bytes = new StoredSnapshot(
                            Stored.of(snapshot, serialization),
                            Stored.ofOptional(metadata.metadata(), serialization))
                    .bytes();
            return FutureConverters.asScala(embedded.line()
                    .write(List.of(Change.put(Table.SNAPSHOTS, key(metadata), bytes))));
        } catch (RuntimeException e) {
            return FutureConverters.asScala(CompletableFuture.<Void>failedFuture(e));
        }
    }

    /** Without a time it is meant whatever its time. */
    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return metadata.timestamp() == 0
                ? doDeleteAsync(
                        metadata.persistenceId(),
                        new SnapshotSelectionCriteria(
                                metadata.sequenceNr(), Long.MAX_VALUE, metadata.sequenceNr(), 0L))
                : FutureConverters.asScala(embedded.line()
                        .write(List.of(Change.delete(Table.SNAPSHOTS, key(metadata)))));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(embedded.askWhenSettled(() -> embedded.store()
                        .deletions(
                                Table.SNAPSHOTS,
                                persistenceId,
                                key -> criteria.matches(metadata(persistenceId, key))))
                .thenCompose(embedded.line()::write));
    }

    private static byte[] key(SnapshotMetadata metadata) {
        return Keys.snapshot(metadata.persistenceId(), metadata.sequenceNr(), metadata.timestamp());
    }

    private static SnapshotMetadata metadata(String persistenceId, byte[] key) {
        return new SnapshotMetadata(
                persistenceId, Keys.snapshotSequenceNr(key), Keys.snapshotTimestamp(key));
    }
}
