package io.vigil.ops.drill;

import io.vigil.core.Invariants;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.Stack;
import io.vigil.ops.stack.StackException;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The stack and the cluster on which a drill is held: its own, or ones that run already. {@link
 * SitePlan} opens it, and whoever had it opened closes it.
 */
public final class DrillSite implements AutoCloseable {

    /** The centre's name as a site. */
    static final String CENTRE = "central";

    private static final Duration TOKEN_TTL = Duration.ofDays(1);
    private static final Duration KILL_BOUND = Duration.ofSeconds(20);
    private static final Duration SETTLE_BOUND = Duration.ofSeconds(120);

    private final Stack stack;
    private final Cluster cluster;
    private final @Nullable EdgeSites edges;
    private final Members members;
    private final TokenIssuer issuer;
    private final Fault fault;
    private final boolean isGiven;

    DrillSite(
            Stack stack,
            Cluster cluster,
            @Nullable EdgeSites edges,
            TokenIssuer issuer,
            Fault fault,
            boolean isGiven) {
        this.edges = edges;
        this.stack = stack;
        this.cluster = cluster;
        this.members = new Members(cluster);
        this.issuer = issuer;
        this.fault = fault;
        this.isGiven = isGiven;
    }

    /** Servers of the stack, then nodes. */
    List<String> names() {
        return Stream.concat(stack.names().stream(), cluster.names().stream()).toList();
    }

    /** Whether it goes on after the drill. */
    boolean isGiven() {
        return isGiven;
    }

    /** The boxes of a site that has some. */
    EdgeSites edges() {
        return Invariants.present(edges, "a drill of edges has some");
    }

    boolean hasEdges() {
        return edges != null;
    }

    Fault fault() {
        return fault;
    }

    Stack stack() {
        return stack;
    }

    Cluster cluster() {
        return cluster;
    }

    Members members() {
        return members;
    }

    /** Where clients reach each node. */
    List<URI> http() {
        return cluster.http().stream().map(at -> URI.create("http://" + at)).toList();
    }

    /**
     * Servers and the wards whose devices and screens they have.
     *
     * @param servers a device or screen may connect to any of them
     */
    record Home(List<URI> servers, List<WardId> wards) {}

    List<Home> homes(List<WardId> wards) {
        return edges == null ? List.of(new Home(http(), wards)) : edges.homes(wards);
    }

    String leadToken() {
        return issuer.issue(Principal.person("drill-lead", Role.LEAD, Set.of()), TOKEN_TTL);
    }

    String deviceToken(String prefix) {
        return issuer.issue(Principal.gateway("drill-devices", prefix), TOKEN_TTL);
    }

    /** SIGKILL: nothing in the process gets to run any more. */
    void kill(String name) throws DrillException, InterruptedException {
        ProcessHandle process = running(name);
        process.destroyForcibly();
        awaitEnd(name, process, KILL_BOUND);
    }

    ProcessHandle running(String name) throws DrillException {
        ProcessHandle process = process(name);
        if (process == null) {
            throw new DrillException(name + " does not run, and should");
        }
        return process;
    }

    /** Null once it has ended. */
    private @Nullable ProcessHandle process(String name) {
        if (edges != null && edges.names().contains(name)) {
            return edges.process(name);
        }
        return cluster.names().contains(name) ? cluster.process(name) : stack.process(name);
    }

    static void awaitEnd(String name, ProcessHandle process, Duration bound)
            throws DrillException, InterruptedException {
        try {
            process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DrillException(name + " did not end within " + bound.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new DrillException("can't wait for " + name, e);
        }
    }

    /** Starts again what has ended, and waits until it answers. */
    void restart(String name) throws DrillException, InterruptedException {
        try {
            if (edges != null && edges.names().contains(name)) {
                edges.restart(name);
            } else if (cluster.names().contains(name)) {
                cluster.restart(name);
            } else {
                stack.restart(name);
            }
        } catch (StackException e) {
            throw new DrillException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Waits until every node is a member that every other reaches. A node that ended meanwhile,
     * because the others went on without it, is started again, and once more if they do so while it
     * starts: on a machine without a moment to spare that happens.
     */
    void settle() throws DrillException, InterruptedException {
        long until = System.nanoTime() + SETTLE_BOUND.toNanos();
        while (!members.areComplete()) {
            for (String name : cluster.names()) {
                if (cluster.process(name) == null) {
                    startAgain(name, until);
                }
            }
            if (System.nanoTime() > until) {
                throw new DrillException("the cluster is not whole again after "
                        + SETTLE_BOUND.toSeconds() + " s: " + members.describe());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Starts a node again, and waits until the cluster is whole. */
    void rejoin(String name) throws DrillException, InterruptedException {
        startAgain(name, System.nanoTime() + SETTLE_BOUND.toNanos());
        settle();
    }

    private void startAgain(String name, long untilNanos)
            throws DrillException, InterruptedException {
        try {
            restart(name);
        } catch (DrillException e) {
            if (System.nanoTime() > untilNanos || cluster.process(name) != null) {
                throw e;
            }
        }
    }

    /**
     * Ends what the drill has started, and starts again what it has ended of servers that were there
     * before; also if whoever calls has just been interrupted.
     */
    @Override
    public void close() {
        boolean isInterrupted = Thread.interrupted();
        if (isGiven) {
            fault.close();
            repair();
        } else {
            end();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of a drill that came to its end nothing is left to start. */
    private void repair() {
        try {
            for (String name : names()) {
                if (process(name) == null) {
                    restart(name);
                }
            }
        } catch (DrillException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills the nodes first: handing over to each other what nobody needs would take a minute. */
    private void end() {
        if (edges != null) {
            edges.close();
        }
        for (String name : cluster.names()) {
            ProcessHandle process = cluster.process(name);
            if (process != null) {
                process.destroyForcibly();
            }
        }
        cluster.close();
        stack.close();
        fault.close();
    }
}
