package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.CqlSessionProvider;
import org.apache.pekko.stream.connectors.cassandra.DriverConfigLoaderFromConfig;

import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

import java.util.concurrent.CompletionStage;

/**
 * Opens the one session that journal, snapshots and histories share; named by
 * journal-cassandra.conf.
 */
public final class CassandraSessions implements CqlSessionProvider {

    private final Config config;
    private final JournalState state;

    public CassandraSessions(ActorSystem system) {
        this.config = system.settings().config();
        this.state = JournalState.of(system);
    }

    @Override
    public Future<CqlSession> connect(ExecutionContext executor) {
        CompletionStage<CqlSession> session = open(CassandraConfig.driver(config))
                .thenApply(opened -> {
                    state.look(opened);
                    return new AlarmQuorumSession(opened);
                });
        return FutureConverters.asScala(session);
    }

    static CompletionStage<CqlSession> open(Config driver) {
        return CqlSession.builder()
                .withConfigLoader(DriverConfigLoaderFromConfig.fromConfig(driver))
                .buildAsync();
    }
}
