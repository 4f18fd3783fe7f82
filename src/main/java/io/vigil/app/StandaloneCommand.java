package io.vigil.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(
        name = "standalone",
        description = "Run a server in one process, with its journal in the data folder.",
        mixinStandardHelpOptions = true)
final class StandaloneCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    Listening listening;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the token key and the journal; made when missing.")
    Path data;

    @Override
    public Integer call() throws Exception {
        return Running.serve(listening.settings(data), spec, _ -> {});
    }
}
