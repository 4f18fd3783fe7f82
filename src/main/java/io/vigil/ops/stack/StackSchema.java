package io.vigil.ops.stack;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.journal.cassandra.CassandraSchema;
import io.vigil.journal.cassandra.SchemaNotApplied;

import java.nio.file.Path;

/** Makes the central journal's tables on a stack that has just started. */
public final class StackSchema {

    private static final int ATTEMPTS = 5;

    private StackSchema() {}

    /**
     * A busy machine's Cassandra may not say in time that it agrees with itself: then it is asked
     * again.
     *
     * @param config where the stack's Cassandra is
     */
    public static void apply(Path config) throws SchemaNotApplied {
        Config application = ConfigFactory.load(ConfigFactory.parseFile(config.toFile())
                .withFallback(ConfigFactory.parseResources("journal-cassandra.conf")));
        for (int left = ATTEMPTS; ; left--) {
            try {
                CassandraSchema.apply(application, line -> {});
                return;
            } catch (SchemaNotApplied e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
    }
}
