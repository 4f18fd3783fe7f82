package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.journal.cassandra.SchemaNotApplied;
import io.vigil.ops.load.LoadException;
import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.Stack;
import io.vigil.ops.stack.StackException;
import io.vigil.ops.stack.StackPlan;
import io.vigil.ops.stack.StackSchema;
import io.vigil.security.TokenKey;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One central node, and a stack of one server each under it, as child processes on free ports, in a
 * temporary folder that goes with them.
 */
final class CentralChild implements LoadedChild {

    private final Path folder;
    private final Stack stack;
    private final Cluster cluster;

    private CentralChild(Path folder, Stack stack, Cluster cluster) {
        this.folder = folder;
        this.stack = stack;
        this.cluster = cluster;
    }

    /**
     * Starts the stack, makes the journal's tables, starts the node and waits until it is ready.
     *
     * @param jvm flags for the node's JVM, such as a heap size
     * @param progress told in a line what is going on
     * @throws CannotStart if one of them doesn't answer; none is left running then
     */
    static CentralChild start(List<String> jvm, Consumer<String> progress)
            throws IOException, CannotStart, InterruptedException {
        Path folder = Files.createTempDirectory("vigil-load-");
        boolean isUp = false;
        try {
            Stack stack = Stack.up(StackPlan.anywhere(folder, StackCommand.LIBRARY, 1), progress);
            StackSchema.apply(stack.config());
            TokenKey.openOrCreate(folder);
            Cluster cluster = Cluster.up(
                    new Cluster.Plan(folder, Program.command(jvm), stack.config(), 1, 0, List.of()),
                    progress);
            isUp = true;
            return new CentralChild(folder, stack, cluster);
        } catch (StackException | SchemaNotApplied e) {
            throw new CannotStart(String.valueOf(e.getMessage()));
        } finally {
            if (!isUp) {
                stop(folder);
            }
        }
    }

    @Override
    public URI http() {
        return URI.create("http://" + cluster.http().getFirst());
    }

    @Override
    public URI management() {
        return URI.create("http://" + cluster.management().getFirst());
    }

    @Override
    public Path data() {
        return folder;
    }

    @Override
    public @Nullable ProcessHandle handle() {
        return cluster.process(cluster.names().getFirst());
    }

    @Override
    public void kill() {
        ProcessHandle process = handle();
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public void startAgain() throws LoadException, InterruptedException {
        try {
            cluster.restart(cluster.names().getFirst());
        } catch (StackException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }

    /** The stack's. */
    @Override
    public Map<String, ProcessHandle> beside() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        for (String name : stack.names()) {
            ProcessHandle process = stack.process(name);
            if (process != null) {
                processes.put(name, process);
            }
        }
        return processes;
    }

    @Override
    public void close() {
        stop(folder);
    }

    /** By their records, so that one which was interrupted as it started is stopped too. */
    private static void stop(Path folder) {
        boolean isInterrupted = Thread.interrupted();
        try {
            Cluster.stop(folder);
            Stack.stop(folder);
            Folders.delete(folder);
        } catch (StackException | IOException e) {
            System.err.println("vigil: " + folder + " may be left behind: " + e.getMessage());
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
