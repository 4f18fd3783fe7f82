package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.ops.stack.ServerForTests;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The journal exactly as the central servers have it, in a keyspace of the test's own. */
public final class CassandraKeyspace {

    /** The driver's own is two seconds for each session that is closed. */
    private static final Config QUICK_END = ConfigFactory.parseString("""
        datastax-java-driver.advanced.netty {
          io-group.shutdown.quiet-period = 0
          admin-group.shutdown.quiet-period = 0
        }
        """);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private CassandraKeyspace() {}

    /** A new keyspace with its tables. */
    public static Config make() {
        Config config = QUICK_END.withFallback(config("test_" + COUNT.incrementAndGet()));
        try {
            CassandraSchema.apply(config, line -> {});
        } catch (SchemaNotApplied e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return config;
    }

    /** The same without touching Cassandra. */
    static Config config(String keyspace) {
        ServerForTests cassandra = ServerForTests.cassandra();
        // The test kits' patience, for machines that are busy with something else.
        return ConfigFactory.load(ConfigFactory.parseMap(Map.of(
                        "vigil.cassandra.contact-points",
                        cassandra.address(),
                        "vigil.cassandra.datacenter",
                        ServerForTests.datacenter(),
                        "vigil.cassandra.keyspace",
                        keyspace,
                        "vigil.cassandra.replication",
                        ServerForTests.datacenter() + ":1",
                        "pekko.test.timefactor",
                        10))
                .withFallback(ConfigFactory.parseResources("journal-cassandra.conf")));
    }

    /** A session as the journal's, for a look into its tables. */
    static CqlSession session(Config config) {
        return CassandraSessions.open(CassandraConfig.driver(config))
                .toCompletableFuture()
                .join();
    }
}
