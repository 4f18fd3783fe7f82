package io.vigil.journal.cassandra;

import com.typesafe.config.Config;

import io.vigil.journal.JournalDurabilityContract;
import io.vigil.journal.WriterProcess;
import io.vigil.ops.stack.ServerForTests;

/** Its store is away while Cassandra is dead: killed, and started again on what that left. */
class CassandraDurabilityTest extends JournalDurabilityContract {

    private final Config config = CassandraKeyspace.make();

    @Override
    protected Config journal() {
        return config;
    }

    @Override
    protected void takeStoreAway(WriterProcess writer) throws Exception {
        ServerForTests.cassandra().kill();
    }

    @Override
    protected void bringStoreBack(WriterProcess writer) throws Exception {
        ServerForTests.cassandra().start();
    }
}
