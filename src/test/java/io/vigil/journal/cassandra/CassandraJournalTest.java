package io.vigil.journal.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.journal.JournalContract;

import java.util.Map;

/** With small pages and partitions, so that there are many. */
class CassandraJournalTest extends JournalContract {

    private final Config config = ConfigFactory.parseMap(Map.of(
                    "pekko.persistence.cassandra.journal.target-partition-size", 20,
                    "datastax-java-driver.basic.request.page-size", 7))
            .withFallback(CassandraKeyspace.make());

    @Override
    protected Config journal() {
        return config;
    }
}
