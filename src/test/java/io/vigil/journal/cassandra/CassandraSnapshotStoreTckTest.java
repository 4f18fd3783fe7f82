package io.vigil.journal.cassandra;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;

/** Pekko's own suite for snapshot stores, against the store as the central servers have it. */
public class CassandraSnapshotStoreTckTest extends JavaSnapshotStoreSpec {

    public CassandraSnapshotStoreTckTest() {
        super(CassandraKeyspace.make());
    }

    @Override
    public CapabilityFlag supportsMetadata() {
        return CapabilityFlag.on();
    }
}
