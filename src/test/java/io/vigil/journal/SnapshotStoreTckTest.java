package io.vigil.journal;

import io.vigil.TemporaryFolder;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;

/** Pekko's own suite for snapshot stores, against the store as the server has it. */
public class SnapshotStoreTckTest extends JavaSnapshotStoreSpec {

    public SnapshotStoreTckTest() {
        super(JournalConfig.in(TemporaryFolder.make()));
    }

    @Override
    public CapabilityFlag supportsMetadata() {
        return CapabilityFlag.on();
    }
}
