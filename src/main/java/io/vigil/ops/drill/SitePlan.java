package io.vigil.ops.drill;

import com.typesafe.config.ConfigFactory;

import io.vigil.journal.cassandra.SchemaNotApplied;
import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.Stack;
import io.vigil.ops.stack.StackException;
import io.vigil.ops.stack.StackPlan;
import io.vigil.ops.stack.StackSchema;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a drill finds its stack and its cluster, or with what it starts them.
 *
 * @param folder everything goes into it
 * @param library where the stack's class paths are kept
 * @param program what runs Vigil, without its arguments
 */
public record SitePlan(Path folder, Path library, List<String> program) {

    private static final int NODES = 3;

    /** Those that run in the folder, or new ones if none do. */
    public DrillSite open(DrillName drill, Consumer<String> progress)
            throws DrillException, InterruptedException {
        try {
            Stack stack = Stack.running(folder);
            Cluster cluster = Cluster.running(folder);
            if (stack == null && cluster == null) {
                return up(drill, progress);
            }
            if (stack == null || cluster == null) {
                throw new DrillException((stack == null ? "a cluster" : "a stack") + " runs in "
                        + folder + " without " + (stack == null ? "a stack" : "a cluster")
                        + ": start that there too, or leave --dir away");
            }
            progress.accept("using the stack and the cluster in " + folder);
            return given(stack, cluster, drill.fault());
        } catch (StackException e) {
            throw new DrillException(String.valueOf(e.getMessage()), e);
        }
    }

    private DrillSite given(Stack stack, Cluster cluster, Fault fault) throws DrillException {
        if (fault.needsItsOwn()) {
            throw new DrillException("this drill has a hand in how its servers are started, so it"
                    + " needs a stack and a cluster of its own: leave --dir away");
        }
        int nodes = stack.cassandra().size();
        if (nodes < fault.stackNodes()) {
            throw new DrillException("this drill needs a stack of " + fault.stackNodes()
                    + " nodes, and the one in " + folder + " has " + nodes);
        }
        if (ConfigFactory.parseFile(stack.config().toFile()).getBoolean("vigil.tls.enabled")) {
            throw new DrillException("the cluster in " + folder
                    + " speaks TLS, and a drill's devices and screens don't");
        }
        DrillSite site = new DrillSite(stack, cluster, issuer(), fault, true);
        for (String name : site.names()) {
            site.running(name);
        }
        return site;
    }

    private TokenIssuer issuer() {
        return new TokenIssuer(TokenKey.openOrCreate(folder), InstantSource.system());
    }

    /** Starts what the fault needs, and waits until all of it answers. */
    public DrillSite up(DrillName drill, Consumer<String> progress)
            throws DrillException, InterruptedException {
        Fault fault = drill.fault();
        try {
            Files.createDirectories(folder);
            fault.beforeStack(folder);
            Stack stack =
                    Stack.up(StackPlan.anywhere(folder, library, fault.stackNodes()), progress);
            Path config = configuration(fault.cassandra(stack), stack);
            Cluster cluster = Cluster.up(
                    new Cluster.Plan(folder, program, config, NODES, 0, fault.peers(NODES)),
                    progress);
            return new DrillSite(stack, cluster, issuer(), fault, false);
        } catch (IOException | StackException | SchemaNotApplied e) {
            abandon(fault);
            throw new DrillException(String.valueOf(e.getMessage()), e);
        } catch (DrillException | InterruptedException | RuntimeException e) {
            abandon(fault);
            throw e;
        }
    }

    /** By their records: one that was interrupted as it started is in there too. */
    private void abandon(Fault fault) {
        boolean isInterrupted = Thread.interrupted();
        try {
            Cluster.stop(folder);
            Stack.stop(folder);
        } catch (StackException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            isInterrupted = true;
        } finally {
            fault.close();
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The stack's own, with the way to the journal that the fault wants; makes the tables. */
    private Path configuration(List<String> contactPoints, Stack stack)
            throws IOException, SchemaNotApplied {
        Path file = folder.resolve("drill.conf");
        Files.writeString(file, """
            include required(file("%s"))
            vigil.cassandra.contact-points = "%s"
            """.formatted(
                        stack.config().toAbsolutePath(), String.join(",", contactPoints)));
        StackSchema.apply(file);
        // Made before the nodes start: each of them would make its own.
        TokenKey.openOrCreate(folder);
        return file;
    }
}
