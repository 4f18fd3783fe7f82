package io.vigil.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(
        name = "edge",
        description = "Run a ward on a box of its own, with its journal in the data folder.",
        mixinStandardHelpOptions = true)
final class EdgeCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    Listening listening;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "Names the box: edge-dist/files/edge.conf is one to begin with.")
    Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the token key and the journal; made when missing.")
    Path data;

    @Override
    public Integer call() throws Exception {
        return Running.serve(
                () -> Settings.edge(config, listening.http, listening.management(), data),
                spec,
                _ -> {});
    }
}
