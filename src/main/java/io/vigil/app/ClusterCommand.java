package io.vigil.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.Nullable;
import io.vigil.ops.stack.Cluster;
import io.vigil.security.TokenKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;

@Command(
        name = "cluster",
        description = "Central nodes as processes on this machine, on top of a stack.",
        mixinStandardHelpOptions = true)
final class ClusterCommand implements Runnable {

    /** Three of them share a small machine with the stack. */
    static final List<String> HEAP = List.of("-Xmx768m");

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "cluster up, cluster down or cluster status?");
    }

    @Command(
            name = "up",
            description = "Start the nodes, and wait until each is ready.",
            mixinStandardHelpOptions = true)
    int up(
            @Mixin StackFolder dir,
            @Option(
                            names = "--nodes",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "How many (default: ${DEFAULT-VALUE}).")
                    int nodes,
            @Option(
                            names = "--http-port",
                            paramLabel = "PORT",
                            defaultValue = "8080",
                            description = "Of the first node, the others' ten above each other;"
                                    + " 0: free ones (default: ${DEFAULT-VALUE}).")
                    int httpPort,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "Where the journal and the feeds are"
                                    + " (default: central.conf in the stack's folder).")
                    @Nullable
                    Path config) {
        return StackTasks.done(spec, out -> {
            Path here = dir.path.toAbsolutePath().normalize();
            Path file = config == null ? here.resolve("central.conf") : config;
            Cluster.Plan plan =
                    new Cluster.Plan(here, Program.command(HEAP), file, nodes, httpPort, List.of());
            TokenKey.openOrCreate(here);
            Cluster cluster = Cluster.up(plan, line -> StackTasks.tell(out, line));
            out.println("vigil: the cluster is ready");
            for (int place = 0; place < nodes; place++) {
                out.printf(
                        "%-10s %s://%s   health and metrics http://%s%n",
                        cluster.names().get(place),
                        isTls(file) ? "https" : "http",
                        cluster.http().get(place),
                        cluster.management().get(place));
            }
            out.println("vigil: ./vigil token --role lead --data " + dir.path + " lets you in;"
                    + " ./vigil cluster down --dir " + dir.path + " stops it");
            return 0;
        });
    }

    @Command(
            name = "down",
            description = "Stop the nodes that cluster up has started.",
            mixinStandardHelpOptions = true)
    int down(@Mixin StackFolder dir) {
        return StackTasks.done(
                spec,
                out -> StackTasks.down(
                        out, "cluster", dir.path, Cluster.status(dir.path), Cluster::stop));
    }

    @Command(
            name = "status",
            description = "Say what runs. Exits with 1 if a node has ended, or none was started.",
            mixinStandardHelpOptions = true)
    int status(@Mixin StackFolder dir) {
        return StackTasks.done(
                spec, out -> StackTasks.status(out, "cluster", dir.path, Cluster.status(dir.path)));
    }

    /** Their own ports, except that of health and metrics, which stays on this machine. */
    private static boolean isTls(Path config) {
        Config said = ConfigFactory.load(ConfigFactory.parseFile(config.toFile())
                .withFallback(ConfigFactory.parseResources("central.conf")));
        return said.getBoolean("vigil.tls.enabled");
    }
}
