package io.vigil.app;

import io.vigil.ops.load.LoadPlan;
import io.vigil.ops.load.LoadTarget;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A server that is started to be measured: options of the commands that measure one. */
final class OwnServer {

    @Option(
            names = "--standalone",
            description = "Start a server for the run, in a temporary folder, and stop it after.")
    boolean standalone;

    @Option(
            names = "--central",
            description = "The same with a central node, on a Cassandra and a Kafka of its own.")
    boolean central;

    @Option(
            names = "--jvm",
            paramLabel = "FLAG",
            description = "A flag for that server's JVM, such as -Xmx1g; may be given again.")
    List<String> jvm = List.of();

    boolean isWanted() {
        return standalone || central;
    }

    /** @throws IllegalArgumentException if two servers are wanted */
    void check() {
        if (standalone && central) {
            throw new IllegalArgumentException("one server: --standalone or --central");
        }
    }

    /**
     * Starts it: a standalone one if none is named.
     *
     * @param flags for its JVM, behind which come those of the command line
     */
    LoadedChild start(List<String> flags, Consumer<String> progress)
            throws IOException, CannotStart, InterruptedException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(jvm);
        return central ? CentralChild.start(all, progress) : ServerChild.start(all);
    }

    static LoadTarget target(LoadedChild child) {
        ServerOptions.Tokens tokens = ServerOptions.of(child.data(), LoadPlan.PREFIX);
        return new LoadTarget(
                child.http(),
                child.management(),
                tokens.lead(),
                tokens.device(),
                child.handle(),
                child.beside(),
                child);
    }
}
