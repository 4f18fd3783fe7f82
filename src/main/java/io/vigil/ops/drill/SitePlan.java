package io.vigil.ops.drill;

import com.typesafe.config.ConfigFactory;

import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.journal.cassandra.SchemaNotApplied;
import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.Edges;
import io.vigil.ops.stack.KafkaDoor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a drill finds its stack and its cluster, or with what it starts them.
 *
 * @param folder everything goes into it
 * @param library where the stack's class paths are kept
 * @param program what runs Vigil, without its arguments
 */
public record SitePlan(Path folder, Path library, List<String> program) {

    private static final int NODES = 3;

    /** Where the token key is, in the folder of whoever has one. */
    private static final String KEYS = "keys";

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
        DrillSite site = new DrillSite(stack, cluster, null, issuer(), fault, true);
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
            Stack stack = Stack.up(
                    StackPlan.anywhere(folder, library, fault.stackNodes()).with(fault.doors()),
                    progress);
            List<List<WardId>> wards = fault.edges() == 0 ? List.of() : shares(fault.edges());
            Path config = configuration(fault.cassandra(stack), stack, wards);
            int nodes = fault.edges() == 0 ? NODES : 1;
            Cluster cluster = Cluster.up(
                    new Cluster.Plan(folder, program, config, nodes, 0, fault.peers(nodes)),
                    progress);
            @Nullable EdgeSites edges = wards.isEmpty() ? null : edges(fault, wards, progress);
            return new DrillSite(stack, cluster, edges, issuer(), fault, false);
        } catch (IOException | StackException | SchemaNotApplied e) {
            abandon(fault);
            throw new DrillException(String.valueOf(e.getMessage()), e);
        } catch (DrillException | InterruptedException | RuntimeException e) {
            abandon(fault);
            throw e;
        }
    }

    /** The wards of the load, shared out among the boxes. */
    private static List<List<WardId>> shares(int edges) throws IOException {
        List<List<WardId>> shares = new ArrayList<>();
        for (int edge = 0; edge < edges; edge++) {
            shares.add(new ArrayList<>());
        }
        int next = 0;
        for (WardId ward : DrillLoad.wards()) {
            shares.get(next % edges).add(ward);
            next++;
        }
        return shares;
    }

    private static String edge(int number) {
        return "edge-" + (number + 1);
    }

    /** People have one token for both sides: the boxes have the centre's key. */
    private EdgeSites edges(Fault fault, List<List<WardId>> wards, Consumer<String> progress)
            throws IOException, DrillException, StackException, InterruptedException {
        List<Edges.Box> boxes = new ArrayList<>();
        for (int number = 0; number < wards.size(); number++) {
            Path keys = Edges.data(folder, edge(number)).resolve(KEYS);
            Files.createDirectories(keys);
            try (Stream<Path> files = Files.list(folder.resolve(KEYS))) {
                for (Path file : files.toList()) {
                    Files.copy(file, keys.resolve(file.getFileName()));
                }
            }
            boxes.add(new Edges.Box(
                    edge(number),
                    fault.doors().get(number).ways().stream()
                            .map(KafkaDoor.Way::told)
                            .collect(Collectors.joining(","))));
        }
        return new EdgeSites(Edges.up(folder, program, DrillSite.CENTRE, boxes, progress), wards);
    }

    /** By their records: one that was interrupted as it started is in there too. */
    private void abandon(Fault fault) {
        boolean isInterrupted = Thread.interrupted();
        try {
            Edges.stop(folder);
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
    private Path configuration(List<String> contactPoints, Stack stack, List<List<WardId>> edges)
            throws IOException, SchemaNotApplied {
        Path file = folder.resolve("drill.conf");
        Files.writeString(file, """
            include required(file("%s"))
            vigil.cassandra.contact-points = "%s"
            vigil.site = "%s"
            vigil.edges = [%s]
            """.formatted(
                        stack.config().toAbsolutePath(),
                        String.join(",", contactPoints),
                        DrillSite.CENTRE,
                        IntStream.range(0, edges.size())
                                .mapToObj(number -> "{ site = \"%s\", wards = [%s] }"
                                        .formatted(
                                                edge(number),
                                                edges.get(number).stream()
                                                        .map(ward -> "\"" + ward + "\"")
                                                        .collect(Collectors.joining(","))))
                                .collect(Collectors.joining(","))));
        StackSchema.apply(file);
        // Made before the nodes start: each of them would make its own.
        TokenKey.openOrCreate(folder);
        return file;
    }
}
