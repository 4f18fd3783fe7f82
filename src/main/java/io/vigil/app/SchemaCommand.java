package io.vigil.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;

import io.vigil.core.Nullable;
import io.vigil.journal.cassandra.CassandraSchema;
import io.vigil.journal.cassandra.SchemaNotApplied;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(
        name = "schema",
        description = "Make the central journal's keyspace and tables in Cassandra. What is there"
                + " already stays as it is.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

    private static final String SECTION = "vigil.cassandra.";

    @Spec
    CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The central servers' configuration; the options below come before it.")
    @Nullable
    Path config;

    @Option(
            names = "--contact-point",
            paramLabel = "HOST:PORT",
            description = "A Cassandra node; may be given again.")
    List<HostPort> contactPoints = List.of();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "The data centre of that node, as Cassandra calls it.")
    @Nullable
    String datacenter;

    @Option(names = "--keyspace", paramLabel = "NAME", description = "The journal's keyspace.")
    @Nullable
    String keyspace;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Copies of each row in that data centre, or in several: eu:3,us:3.")
    @Nullable
    String replication;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            CassandraSchema.apply(application(), line -> out.println("vigil: " + line));
            return 0;
        } catch (SchemaNotApplied | IllegalArgumentException | ConfigException e) {
            spec.commandLine().getErr().println("vigil: " + e.getMessage());
            return Main.EXIT_USAGE;
        } finally {
            out.flush();
        }
    }

    private Config application() {
        Config file = config == null
                ? ConfigFactory.empty()
                : ConfigFactory.parseFile(
                        config.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        return ConfigFactory.load(ConfigFactory.parseMap(options())
                .withFallback(copies())
                .withFallback(file)
                .withFallback(ConfigFactory.parseResources("journal-cassandra.conf")));
    }

    private Map<String, Object> options() {
        Map<String, Object> options = new HashMap<>();
        if (!contactPoints.isEmpty()) {
            options.put(
                    SECTION + "contact-points",
                    contactPoints.stream().map(HostPort::toString).toList());
        }
        if (datacenter != null) {
            options.put(SECTION + "datacenter", datacenter);
        }
        if (keyspace != null) {
            options.put(SECTION + "keyspace", keyspace);
        }
        return options;
    }

    /** A number alone is of the data centre, which may be named elsewhere. */
    private Config copies() {
        if (replication == null) {
            return ConfigFactory.empty();
        }
        return replication.chars().allMatch(Character::isDigit)
                ? ConfigFactory.parseString(SECTION + "replication = ${" + SECTION
                        + "datacenter}\":" + replication + "\"")
                : ConfigFactory.parseMap(Map.of(SECTION + "replication", replication));
    }
}
