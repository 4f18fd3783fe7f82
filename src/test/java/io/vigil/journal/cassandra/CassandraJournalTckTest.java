package io.vigil.journal.cassandra;

import com.typesafe.config.ConfigFactory;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;

/**
 * Pekko's own suite for journals, against the journal as the central servers have it. But the suite
 * deletes, which is off there: we never do.
 */
public class CassandraJournalTckTest extends JavaJournalSpec {

    public CassandraJournalTckTest() {
        super(ConfigFactory.parseString("pekko.persistence.cassandra.journal.support-deletes = on")
                .withFallback(CassandraKeyspace.make()));
    }

    /** Not a row is skipped: what can't be serialized fails the write. */
    @Override
    public CapabilityFlag supportsRejectingNonSerializableObjects() {
        return CapabilityFlag.off();
    }

    @Override
    public CapabilityFlag supportsMetadata() {
        return CapabilityFlag.on();
    }
}
