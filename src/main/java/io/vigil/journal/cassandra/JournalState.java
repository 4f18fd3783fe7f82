package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
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
    private volatile @Nullable String slow;

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

    /** What somebody should do, though all is recorded and told without it. */
    public Optional<String> slow() {
        return Optional.ofNullable(slow);
    }

    /**
     * Before it says that something isn't there it asks Cassandra itself: a session that could not
     * read the schema in time opens without knowing any of it.
     */
    void look(CqlSession session) {
        Metadata known = session.getMetadata();
        if (missing(known) == null) {
            found(null, slow(known));
            if (slow != null) {
                lookAgain(session);
            }
            return;
        }
        session.refreshSchemaAsync().whenComplete((metadata, failure) -> {
            String now = failure == null ? missing(metadata) : missing;
            found(now, now == null && failure == null ? slow(metadata) : slow);
            if (now != null || slow != null || failure != null) {
                lookAgain(session);
            }
        });
    }

    private void lookAgain(CqlSession session) {
        system.scheduler().scheduleOnce(LOOK_AGAIN, () -> look(session), system.dispatcher());
    }

    private void found(@Nullable String missingNow, @Nullable String slowNow) {
        String before = missing;
        missing = missingNow;
        if (missingNow != null && !missingNow.equals(before)) {
            LOG.error("Nothing can be recorded: {}", missingNow);
        } else if (missingNow == null && before != null) {
            LOG.info("Cassandra has all that the journal needs");
        }
        if (slowNow != null && slow == null) {
            LOG.warn("Histories are read row by row: {}", slowNow);
        }
        slow = slowNow;
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
        Set<String> tables = Set.of(
                plugin.getString("journal.table"),
                plugin.getString("journal.metadata-table"),
                plugin.getString("events-by-tag.table"),
                plugin.getString("snapshot.table"));
        return lacking(cluster, tables);
    }

    /** A keyspace of an older version has no table for packed copies. */
    private @Nullable String slow(Metadata cluster) {
        return lacking(cluster, Set.of(PackedCopies.TABLE));
    }

    private @Nullable String lacking(Metadata cluster, Set<String> tables) {
        Config application = system.settings().config();
        String keyspace = application.getString("vigil.cassandra.keyspace");
        KeyspaceMetadata found = cluster.getKeyspace(keyspace).orElse(null);
        if (found == null) {
            return "there is no keyspace " + keyspace + toRun(application);
        }
        Set<String> lacking = new TreeSet<>(tables);
        found.getTables().keySet().forEach(table -> lacking.remove(table.asInternal()));
        return lacking.isEmpty()
                ? null
                : "keyspace " + keyspace + " has no " + String.join(", ", lacking)
                        + toRun(application);
    }

    private static String toRun(Config application) {
        return ": run `./vigil schema --config " + application.getString("vigil.config-file") + "`";
    }
}
