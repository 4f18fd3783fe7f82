package io.vigil.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "central",
        description = "Run a node of a cluster, with its journal in Cassandra.",
        mixinStandardHelpOptions = true)
final class CentralCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    Listening listening;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "Where the journal and the feeds are; `vigil stack up` writes one.")
    Path config;

    @Option(
            names = "--node",
            paramLabel = "HOST:PORT",
            arity = "1",
            description = "Where the other nodes reach this one (default: as in the file).")
    List<HostPort> node = List.of();

    @Option(
            names = "--seed",
            paramLabel = "HOST:PORT",
            description = "A node to join through, the same ones in the same order on every node;"
                    + " may be repeated (default: as in the file).")
    List<HostPort> seeds = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            arity = "1",
            description = "Folder with the token key, which all nodes share"
                    + " (default: as in the file).")
    List<Path> data = List.of();

    @Override
    public Integer call() throws Exception {
        return Running.serve(
                () -> Settings.central(
                        config,
                        listening.http,
                        listening.management(),
                        new Settings.Node(node, seeds, data)),
                spec,
                _ -> {});
    }
}
