package io.vigil.journal.cassandra;

import com.typesafe.config.Config;

import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.cassandra.snapshot.CassandraSnapshotStore;

import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/**
 * The plugin's snapshots, each of which is the occasion to pack the rows well behind it; named by
 * journal-cassandra.conf.
 */
public final class PackingSnapshots extends CassandraSnapshotStore {

    private final Packer packer;

    public PackingSnapshots(Config config, String path) {
        super(config, path);
        this.packer = Packer.of(context().system());
    }

    @Override
    public Future<BoxedUnit> saveAsync(SnapshotMetadata metadata, Object snapshot) {
        Future<BoxedUnit> saved = super.saveAsync(metadata, snapshot);
        FutureConverters.asJava(saved)
                .thenRun(() -> packer.after(metadata.persistenceId(), metadata.sequenceNr()));
        return saved;
    }
}
