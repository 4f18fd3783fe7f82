package io.vigil.journal;

import io.vigil.TemporaryFolder;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;

/** Pekko's own suite for journals, against the journal as the server has it. */
public class JournalTckTest extends JavaJournalSpec {

    public JournalTckTest() {
        super(JournalConfig.in(TemporaryFolder.make()));
    }

    @Override
    public CapabilityFlag supportsRejectingNonSerializableObjects() {
        return CapabilityFlag.on();
    }

    @Override
    public CapabilityFlag supportsMetadata() {
        return CapabilityFlag.on();
    }
}
