package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.protocol.internal.util.Bytes;
import com.typesafe.config.Config;

import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSession;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;
import org.apache.pekko.stream.javadsl.Source;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Statements of our own, in the session and the keyspace that the plugin has. */
final class JournalSession {

    private static final String PLUGIN = "pekko.persistence.cassandra";

    private final CassandraSession session;
    private final String keyspace;
    private final String profile;

    private JournalSession(CassandraSession session, String keyspace, String profile) {
        this.session = session;
        this.keyspace = keyspace;
        this.profile = profile;
    }

    static JournalSession of(ActorSystem system) {
        Config config = system.settings().config();
        return new JournalSession(
                CassandraSessionRegistry.get(system).sessionFor(PLUGIN),
                config.getString("vigil.cassandra.keyspace"),
                config.getString(PLUGIN + ".read-profile"));
    }

    /** The same with a profile of the driver's configuration, which says how many must answer. */
    JournalSession with(String otherProfile) {
        return new JournalSession(session, keyspace, otherProfile);
    }

    /** As statements name it. */
    String table(String name) {
        return keyspace + "." + name;
    }

    Source<Row, NotUsed> select(String cql, Object... values) {
        return session.select(bound(cql, values));
    }

    CompletionStage<Optional<Row>> selectOne(String cql, Object... values) {
        return bound(cql, values).thenCompose(session::selectOne);
    }

    /** To be used only for what may be written twice. */
    CompletionStage<Done> write(String cql, Object... values) {
        return bound(cql, values).thenCompose(session::executeWrite);
    }

    /** None of an empty column. */
    static byte[] bytes(Row row, String column) {
        ByteBuffer buffer = row.getByteBuffer(column);
        return buffer == null ? new byte[0] : Bytes.getArray(buffer);
    }

    /** The driver keeps what is prepared, for all. */
    private CompletionStage<Statement<?>> bound(String cql, Object... values) {
        return session.prepare(cql)
                .thenApply(prepared ->
                        prepared.bind(values).setExecutionProfileName(profile).setIdempotent(true));
    }
}
