package io.vigil.ops.drill;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.journal.cassandra.CassandraSchema;
import io.vigil.journal.cassandra.SchemaNotApplied;
import io.vigil.ops.stack.Cluster;
import io.vigil.ops.stack.Stack;
import io.vigil.ops.stack.StackException;
import io.vigil.ops.stack.StackPlan;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The stack and the cluster on which a drill is held. Whoever opens it closes it. */
public final class DrillSite implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SCHEMA_ATTEMPTS = 5;
    private static final Duration TOKEN_TTL = Duration.ofDays(1);
    private static final Duration KILL_BOUND = Duration.ofSeconds(20);
    private static final Duration SETTLE_BOUND = Duration.ofSeconds(120);

    /**
     * Where and with what to start.
     *
     * @param folder everything goes into it
     * @param library where the stack's class paths are kept
     * @param program what runs Vigil, without its arguments
     */
    public record Plan(Path folder, Path library, List<String> program) {}

    private final Stack stack;
    private final Cluster cluster;
    private final Members members;
    private final TokenIssuer issuer;
    private final Fault fault;

    private DrillSite(Stack stack, Cluster cluster, TokenIssuer issuer, Fault fault) {
        this.stack = stack;
        this.cluster = cluster;
        this.members = new Members(cluster);
        this.issuer = issuer;
        this.fault = fault;
    }

    /** Starts what the fault needs, and waits until all of it answers. */
    public static DrillSite up(Plan plan, DrillName drill, Consumer<String> progress)
            throws DrillException, InterruptedException {
        Fault fault = drill.fault();
        try {
            Files.createDirectories(plan.folder());
            fault.beforeStack(plan.folder());
            Stack stack = Stack.up(
                    StackPlan.anywhere(plan.folder(), plan.library(), fault.stackNodes()),
                    progress);
            Path config = configuration(plan.folder(), fault.cassandra(stack), stack);
            Cluster cluster = Cluster.up(
                    new Cluster.Plan(
                            plan.folder(), plan.program(), config, NODES, 0, fault.peers(NODES)),
                    progress);
            TokenKey key = TokenKey.openOrCreate(plan.folder());
            return new DrillSite(
                    stack, cluster, new TokenIssuer(key, InstantSource.system()), fault);
        } catch (IOException | StackException | SchemaNotApplied e) {
            abandon(plan.folder(), fault);
            throw new DrillException(String.valueOf(e.getMessage()), e);
        } catch (DrillException | InterruptedException | RuntimeException e) {
            abandon(plan.folder(), fault);
            throw e;
        }
    }

    /** By their records: one that was interrupted as it started is in there too. */
    private static void abandon(Path folder, Fault fault) {
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
    private static Path configuration(Path folder, List<String> contactPoints, Stack stack)
            throws IOException, SchemaNotApplied {
        Path file = folder.resolve("drill.conf");
        Files.writeString(file, """
            include required(file("%s"))
            vigil.cassandra.contact-points = "%s"
            """.formatted(
                        stack.config().toAbsolutePath(), String.join(",", contactPoints)));
        Config application = ConfigFactory.load(ConfigFactory.parseFile(file.toFile())
                .withFallback(ConfigFactory.parseResources("journal-cassandra.conf")));
        applySchema(application);
        // Made before the nodes start: each of them would make its own.
        TokenKey.openOrCreate(folder);
        return file;
    }

    /** A busy machine's Cassandra may not say in time that it agrees with itself. */
    private static void applySchema(Config application) throws SchemaNotApplied {
        for (int left = SCHEMA_ATTEMPTS; ; left--) {
            try {
                CassandraSchema.apply(application, line -> {});
                return;
            } catch (SchemaNotApplied e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
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
        ProcessHandle process =
                cluster.names().contains(name) ? cluster.process(name) : stack.process(name);
        if (process == null) {
            throw new DrillException(name + " has ended before its time");
        }
        return process;
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
            if (cluster.names().contains(name)) {
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
     * because the others went on without it, is started again.
     */
    void settle() throws DrillException, InterruptedException {
        long until = System.nanoTime() + SETTLE_BOUND.toNanos();
        while (!members.areComplete()) {
            for (String name : cluster.names()) {
                if (cluster.process(name) == null) {
                    restart(name);
                }
            }
            if (System.nanoTime() > until) {
                throw new DrillException("the cluster is not whole again after "
                        + SETTLE_BOUND.toSeconds() + " s: " + members.describe());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /**
     * Kills the nodes first: handing over to each other what nobody needs would take a minute. All
     * is ended also if whoever calls has just been interrupted.
     */
    @Override
    public void close() {
        boolean isInterrupted = Thread.interrupted();
        end();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
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
