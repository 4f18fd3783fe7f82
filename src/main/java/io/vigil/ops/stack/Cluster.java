package io.vigil.ops.stack;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Central nodes as processes on this machine, on top of a stack. */
public final class Cluster extends RunningServers {

    private static final String FILE = "cluster.json";

    private final List<CentralNode> nodes;

    /**
     * The cluster that is wanted.
     *
     * @param folder everything of the cluster is in it; also the one of the token key
     * @param program what runs Vigil, without its arguments
     * @param config of the central role: where the journal and the feeds are
     * @param http port of the first node's clients, the others' ten above each other; 0: free ones
     * @param peers where the nodes reach each other; empty: as the cluster chooses
     */
    public record Plan(
            Path folder, List<String> program, Path config, int nodes, int http, List<Peer> peers) {

        private static final int NODES_MAX = 9;

        /** @throws IllegalArgumentException in words for whoever typed the options */
        public Plan {
            if (nodes < 1 || nodes > NODES_MAX) {
                throw new IllegalArgumentException(
                        "--nodes must be 1 to " + NODES_MAX + ", not " + nodes);
            }
            if (!Files.isReadable(config)) {
                throw new IllegalArgumentException("can't read " + config
                        + ", which says where the journal is: `vigil stack up` writes one");
            }
            if (!peers.isEmpty() && peers.size() != nodes) {
                throw new IllegalArgumentException(
                        nodes + " nodes, and " + peers.size() + " addresses for them");
            }
            peers = List.copyOf(peers);
        }
    }

    /**
     * One node among the others.
     *
     * @param address {@code host:port} where the others reach it
     * @param bindPort where it listens; another one if something stands in between
     */
    public record Peer(String address, int bindPort) {}

    private Cluster(List<CentralNode> nodes, ServerGroup group) {
        super(group);
        this.nodes = nodes;
    }

    /** The one that was started in this folder, or null. Whoever asks does not have to close it. */
    public static @Nullable Cluster running(Path folder) throws StackException {
        ServerGroup group = ServerGroup.running(folder, FILE);
        return group == null
                ? null
                : new Cluster(
                        group.servers().stream().map(CentralNode.class::cast).toList(), group);
    }

    /**
     * Starts the nodes, the first one before the others, and waits until each is ready.
     *
     * @param progress told in a line what is going on
     */
    public static Cluster up(Plan plan, Consumer<String> progress)
            throws StackException, InterruptedException {
        if (!status(plan.folder()).isEmpty()) {
            throw new StackException(
                    "a cluster was started in " + plan.folder() + ": stop it first");
        }
        Cluster cluster = of(plan);
        try {
            for (CentralNode node : cluster.nodes) {
                CentralNode.forget(plan.folder().resolve(node.name()));
            }
        } catch (IOException e) {
            throw new StackException("can't use " + plan.folder() + ": " + e.getMessage(), e);
        }
        cluster.group()
                .up(server -> server instanceof CentralNode node && node.place() == 0, progress);
        return cluster;
    }

    /** What was started in this folder; empty if nothing was. */
    public static List<Stack.Line> status(Path folder) throws StackException {
        return ServerGroup.status(folder, FILE);
    }

    /** Stops what was started in this folder, each node by its own process. */
    public static void stop(Path folder) throws StackException, InterruptedException {
        ServerGroup.stop(folder, FILE);
    }

    /** {@code host:port} where the nodes reach each other. */
    public List<String> addresses() {
        return nodes.stream()
                .map(node -> node.peers().get(node.place()).address())
                .toList();
    }

    /** {@code host:port} where clients reach each node. */
    public List<String> http() {
        return nodes.stream().map(CentralNode::address).toList();
    }

    /** {@code host:port} of each node's health and metrics. */
    public List<String> management() {
        return nodes.stream().map(CentralNode::management).toList();
    }

    /** Each node has an address of its own, by which a firewall can tell it from the others. */
    private static Cluster of(Plan plan) throws StackException {
        List<Peer> peers = new ArrayList<>(plan.peers());
        for (int place = peers.size(); place < plan.nodes(); place++) {
            int port = FreePorts.free();
            peers.add(new Peer("127.0.0." + (place + 1) + ":" + port, port));
        }
        List<CentralNode> nodes = new ArrayList<>();
        for (int place = 0; place < plan.nodes(); place++) {
            int http = plan.http() == 0 ? FreePorts.freePair() : plan.http() + 10 * place;
            nodes.add(new CentralNode(
                    plan.program(),
                    plan.config().toAbsolutePath(),
                    plan.folder().toAbsolutePath(),
                    place,
                    http,
                    List.copyOf(peers)));
        }
        return new Cluster(nodes, new ServerGroup(plan.folder(), FILE, List.copyOf(nodes)));
    }
}
