package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.typesafe.config.Config;

import io.vigil.core.Nullable;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether Cassandra has what a server's journal needs. Looked at when the session opens, and then
 * until it has: the journal's own words for a missing table are a failed recovery of each patient,
 * over and over.
 */
public final class JournalState implements Extension {

    private static final Logger LOG = LoggerFactory.getLogger(JournalState.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Id ID = new Id();

    private final ActorSystem system;
    private volatile @Nullable String missing;

    private JournalState(ActorSystem system) {
        this.system = system;
    }

    private static final class Id extends AbstractExtensionId<JournalState> {
        @Override
        public JournalState createExtension(ExtendedActorSystem system) {
            return new JournalState(system);
        }
    }

    public static JournalState of(org.apache.pekko.actor.typed.ActorSystem<?> system) {
        return of(Adapter.toClassic(system));
    }

    static JournalState of(ActorSystem system) {
        return ID.get(system);
    }

    /** What somebody must do before anything can be recorded; empty while nothing is known. */
    public Optional<String> missing() {
        return Optional.ofNullable(missing);
    }

    /**
     * Before it says that something isn't there it asks Cassandra itself: a session that could not
     * read the schema in time opens without knowing any of it.
     */
    void look(CqlSession session) {
        if (missing(session.getMetadata()) == null) {
            found(null);
            return;
        }
        session.refreshSchemaAsync().whenComplete((metadata, failure) -> {
            String now = failure == null ? missing(metadata) : missing;
            found(now);
            if (now != null || failure != null) {
                system.scheduler()
                        .scheduleOnce(LOOK_AGAIN, () -> look(session), system.dispatcher());
            }
        });
    }

    private void found(@Nullable String now) {
        String before = missing;
        missing = now;
        if (now != null && !now.equals(before)) {
            LOG.error("Nothing can be recorded: {}", now);
        } else if (now == null && before != null) {
            LOG.info("Cassandra has all that the journal needs");
        }
    }

    private @Nullable String missing(Metadata cluster) {
        Config application = system.settings().config();
        String datacenter = application.getString("vigil.cassandra.datacenter");
        Set<String> known = cluster.getNodes().values().stream()
                .map(node -> String.valueOf(node.getDatacenter()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!known.contains(datacenter)) {
            return "vigil.cassandra.datacenter is '" + datacenter
                    + "', and Cassandra's nodes are in " + String.join(", ", known);
        }
        Config plugin = application.getConfig("pekko.persistence.cassandra");
        Set<String> tables = new TreeSet<>(Set.of(
                plugin.getString("journal.table"),
                plugin.getString("journal.metadata-table"),
                plugin.getString("events-by-tag.table"),
                plugin.getString("snapshot.table")));
        String keyspace = application.getString("vigil.cassandra.keyspace");
        return cluster.getKeyspace(keyspace)
                .map(found -> {
                    found.getTables().keySet().forEach(table -> tables.remove(table.asInternal()));
                    return tables.isEmpty()
                            ? ""
                            : "keyspace " + keyspace + " has no " + String.join(", ", tables);
                })
                .or(() -> Optional.of("there is no keyspace " + keyspace))
                .filter(what -> !what.isEmpty())
                .map(what -> what + ": run `./vigil schema --config "
                        + application.getString("vigil.config-file") + "`")
                .orElse(null);
    }
}
