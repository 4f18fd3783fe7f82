package io.vigil.journal.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.Nullable;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.cassandra.KeyspaceAndTableStatements;
import org.apache.pekko.persistence.cassandra.PluginSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Makes the journal's keyspace and tables, with the statements of the plugin's own version and one of
 * ours. Once and by a person, not by each server as it starts: two that make the same table at once can leave
 * Cassandra with two versions of it.
 */
public final class CassandraSchema {

    private static final String PLUGIN = "pekko.persistence.cassandra";

    /** Nobody waits for it but a person, and a new table takes a cluster a while. */
    private static final Config PATIENT = ConfigFactory.parseMap(Map.of(
            "advanced.reconnect-on-init",
            "off",
            // Else each table takes a second more, and the session two to close.
            "advanced.metadata.schema.debouncer.window",
            0,
            "advanced.netty.io-group.shutdown.quiet-period",
            0,
            "advanced.netty.admin-group.shutdown.quiet-period",
            0,
            "basic.request.timeout",
            "30 s",
            "advanced.control-connection.schema-agreement.timeout",
            "30 s"));

    private final CqlSession session;
    private final String keyspace;
    private final Replication replication;

    private CassandraSchema(CqlSession session, String keyspace, Replication replication) {
        this.session = session;
        this.keyspace = keyspace;
        this.replication = replication;
    }

    /**
     * Changes nothing where all is there already.
     *
     * @param application with journal-cassandra.conf in it, resolved
     * @param progress told in a line what was done
     * @throws IllegalArgumentException in words for whoever wrote the configuration
     */
    public static void apply(Config application, Consumer<String> progress)
            throws SchemaNotApplied {
        Config driver = PATIENT.withFallback(CassandraConfig.driver(application));
        String keyspace = application.getString("vigil.cassandra.keyspace");
        Replication replication =
                Replication.parse(application.getString("vigil.cassandra.replication"));
        List<String> statements = statements(application, replication);
        try (CqlSession session =
                CassandraSessions.open(driver).toCompletableFuture().join()) {
            new CassandraSchema(session, keyspace, replication).apply(statements, progress);
        } catch (CompletionException e) {
            throw new SchemaNotApplied(
                    "no Cassandra node lets us in at "
                            + driver.getStringList("basic.contact-points")
                            + ": is it up, and does it expect TLS or a password? The driver says: "
                            + Reason.of(e),
                    e);
        } catch (DriverException e) {
            throw new SchemaNotApplied("Cassandra refused: " + Reason.of(e), e);
        }
    }

    private void apply(List<String> statements, Consumer<String> progress) throws SchemaNotApplied {
        replication.checkNodes(session.getMetadata());
        KeyspaceMetadata found = keyspace();
        Set<String> before = tables();
        if (found != null) {
            checkReplication(found);
        }
        for (String statement : statements) {
            boolean isAgreed = session.execute(statement).getExecutionInfo().isSchemaInAgreement();
            if (!isAgreed) {
                throw notAgreed();
            }
        }
        if (!session.checkSchemaAgreement()) {
            throw notAgreed();
        }
        session.refreshSchema();
        Set<String> made = tables();
        made.removeAll(before);
        if (found == null) {
            progress.accept("made keyspace " + keyspace + " with copies " + replication);
        }
        progress.accept(
                made.isEmpty()
                        ? "keyspace " + keyspace + " has all its tables already"
                        : "made tables " + String.join(", ", made));
    }

    /** With copies fewer than asked for, a lost node would stop every write. */
    private void checkReplication(KeyspaceMetadata found) throws SchemaNotApplied {
        if (!replication.isOf(found.getReplication())) {
            throw new SchemaNotApplied("keyspace " + keyspace + " is there with "
                    + found.getReplication() + ", not " + replication + ". To change it takes"
                    + " ALTER KEYSPACE and then a full repair of every node; to keep it, ask for"
                    + " what is there");
        }
    }

    private SchemaNotApplied notAgreed() {
        return new SchemaNotApplied("the nodes don't agree on the schema, perhaps because one is"
                + " down: once all are up, run this again");
    }

    private @Nullable KeyspaceMetadata keyspace() {
        return session.getMetadata().getKeyspace(keyspace).orElse(null);
    }

    private Set<String> tables() {
        Set<String> names = new TreeSet<>();
        KeyspaceMetadata found = keyspace();
        if (found != null) {
            found.getTables().keySet().forEach(name -> names.add(name.asInternal()));
        }
        return names;
    }

    private static List<String> statements(Config application, Replication replication) {
        // The plugin wants an actor system to read its settings; this one must join nothing.
        Config config = ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(replication.ofPlugin(PLUGIN))
                .withFallback(application);
        ActorSystem system = ActorSystem.create("schema", config);
        try {
            KeyspaceAndTableStatements plugin =
                    new KeyspaceAndTableStatements(system, PLUGIN, PluginSettings.apply(system));
            List<String> statements = new ArrayList<>();
            statements.add(plugin.createJournalKeyspaceStatement());
            statements.addAll(plugin.getCreateJournalTablesStatements());
            statements.add(plugin.createSnapshotKeyspaceStatement());
            statements.addAll(plugin.getCreateSnapshotTablesStatements());
            statements.add(
                    PackedCopies.createTable(application.getString("vigil.cassandra.keyspace")));
            return statements;
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }
}
