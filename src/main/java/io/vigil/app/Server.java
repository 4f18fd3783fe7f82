package io.vigil.app;

import com.typesafe.config.Config;

import io.vigil.api.ManagementRoutes;
import io.vigil.api.stream.AlarmStreamRoutes;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ingest.DeviceStreams;
import io.vigil.journal.HistoryReader;
import io.vigil.journal.cassandra.JournalState;
import io.vigil.patient.FeedPort;
import io.vigil.patient.Outlets;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenVerifier;
import io.vigil.telemetry.BalanceWatch;
import io.vigil.telemetry.ComponentHealth;
import io.vigil.telemetry.DropWatch;
import io.vigil.telemetry.Health;
import io.vigil.telemetry.Metrics;
import io.vigil.ward.WardDirectory;
import io.vigil.ward.WardEntity;
import io.vigil.ward.Watching;

import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.cluster.javadsl.ClusterHttpManagementRoutes;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A server of any role: its parts, wired together. */
final class Server implements AutoCloseable {

    /** Also in the address of every node. */
    static final String SYSTEM = "vigil";

    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

    /** Streams and requests under way get this long when the server stops. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final ActorSystem<Void> system;
    private final ServerTls tls;
    private final HostPort http;
    private final HostPort management;

    private Server(ActorSystem<Void> system, ServerTls tls, HostPort http, HostPort management) {
        this.system = system;
        this.tls = tls;
        this.http = http;
        this.management = management;
    }

    /** Starts and listens; what stands in its way is said in one line. */
    static Server start(Settings settings, TokenKey key) throws CannotStart {
        InstantSource clock = InstantSource.system();
        if (settings.role().isAlone()) {
            DataLock.take(settings.data());
        }
        // Before there are threads that log: else SLF4J complains on the terminal.
        LoggerFactory.getILoggerFactory();
        Config config = settings.config();
        ServerTls tls = ServerTls.open(config, clock);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, tls.setup(config));
        try {
            Cluster cluster = Cluster.get(system);
            if (settings.role().isAlone()) {
                cluster.manager().tell(Join.create(cluster.selfMember().address()));
            }
            ClusterSharding sharding = ClusterSharding.get(system);
            Entities entities = new Entities(sharding, settings.askTimeout());
            Metrics metrics = new Metrics();
            Health health = Health.starting();
            LossAlarm losses = LossAlarm.ofMessages(health, clock, settings.site());
            LossAlarm imbalance = LossAlarm.ofFrames(health, clock, settings.site());
            LossAlarm writers = LossAlarm.ofWriters(health, clock, settings.site());
            WriterWatch.start(system, metrics, writers);
            PackingWatch.start(system, metrics);
            Optional<DiskWatch> disk = disk(settings, system, health, metrics, clock);
            HistoryReader journal = HistoryReader.create(system);
            Feeds feeds = Feeds.start(settings, system, metrics, health);
            Links links = Links.start(settings, system, entities, metrics, health, clock);
            Function<WardId, List<WardAlarm>> alarms = ward -> Stream.of(
                            disk.stream().flatMap(watch -> watch.in(ward).stream()),
                            losses.in(ward).stream(),
                            writers.in(ward).stream(),
                            imbalance.in(ward).stream(),
                            links.in(ward).stream())
                    .flatMap(found -> found)
                    .toList();
            Sharding.start(
                    sharding,
                    settings,
                    entities,
                    metrics,
                    alarms,
                    new Outlets(feeds.patients(), links.port(), journal::batches),
                    feeds.wards(),
                    clock);
            links.listen();
            Sharding.TYPES.forEach(type -> RegionEnd.watch(system, type));
            health.ask(Health.JOURNAL, journal(system, metrics));
            watchForLosses(system, metrics, losses);
            system.systemActorOf(
                    BalanceWatch.create(metrics.hops(), imbalance), "balance", Props.empty());
            tls.show(health);
            // First, as the other is its neighbour unless somebody says otherwise: with both taken,
            // this is the one to be told of.
            HostPort http = bind(
                    tls.http(system, settings.http()),
                    system,
                    "--http",
                    settings.http(),
                    HttpApi.routes(
                            system,
                            entities,
                            watching(settings, system, entities),
                            journal,
                            new TokenVerifier(key, clock),
                            () -> disk.map(DiskWatch::refusal).orElse(null),
                            metrics,
                            clock,
                            settings.site()));
            HostPort management = bind(
                    tls.management(system, settings.management()),
                    system,
                    "--management",
                    settings.management(),
                    management(settings, system, health, metrics));
            health.set(Health.HTTP, ComponentHealth.up("listening on " + http));
            wake(system, entities, health);
            return new Server(system, tls, http, management);
        } catch (CannotStart | RuntimeException e) {
            stop(system);
            throw e;
        }
    }

    /** None for a cluster's journal, which is on other machines. */
    private static Optional<DiskWatch> disk(
            Settings settings,
            ActorSystem<Void> system,
            Health health,
            Metrics metrics,
            InstantSource clock) {
        if (!settings.role().isAlone()) {
            return Optional.empty();
        }
        DiskWatch watch = DiskWatch.start(settings, health, metrics, clock);
        system.getWhenTerminated().whenComplete((_, _) -> watch.close());
        return Optional.of(watch);
    }

    /** What is missing in the store comes first: until it is there, no write is tried. */
    private static Supplier<ComponentHealth> journal(ActorSystem<Void> system, Metrics metrics) {
        JournalState state = JournalState.of(system);
        Supplier<ComponentHealth> writes = Health.journal(metrics);
        return () -> state.missing()
                .map(ComponentHealth::down)
                .orElseGet(() -> degraded(writes.get(), state.slow()));
    }

    private static ComponentHealth degraded(ComponentHealth health, Optional<String> slow) {
        return health.up() ? slow.map(ComponentHealth::degraded).orElse(health) : health;
    }

    HostPort http() {
        return http;
    }

    HostPort management() {
        return management;
    }

    /** Only where a session's patient may be on another node is there anything to look out for. */
    private static Watching watching(
            Settings settings, ActorSystem<Void> system, Entities entities) {
        return settings.role().isAlone()
                ? Watching.NONE
                : Watching.start(
                        system,
                        alarm -> entities.wardRef(alarm.ward()).tell(new WardEntity.Found(alarm)));
    }

    ServerTls tls() {
        return tls;
    }

    /** Probes and metrics; of a cluster also its members and shards, to look at only. */
    private static Route management(
            Settings settings, ActorSystem<Void> system, Health health, Metrics metrics) {
        Route own = ManagementRoutes.create(health, metrics);
        if (settings.role().isAlone()) {
            return own;
        }
        org.apache.pekko.cluster.Cluster cluster =
                org.apache.pekko.cluster.Cluster.get(Adapter.toClassic(system));
        health.ask(Health.CLUSTER, new ClusterHealth(cluster));
        return Directives.concat(ClusterHttpManagementRoutes.readOnly(cluster), own);
    }

    /** Whether it ended because the others of its cluster had lost it. */
    boolean wasDowned() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(CoordinatedShutdown.clusterDowningReason()::equals)
                .isPresent();
    }

    /** Waits until the server has ended, by a signal or a fault. */
    void await() throws InterruptedException, ExecutionException {
        system.getWhenTerminated().toCompletableFuture().get();
    }

    /** Stops in order: no new connections, entities hand over, the journal is closed. */
    @Override
    public void close() {
        stop(system);
    }

    private static void stop(ActorSystem<Void> system) {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.actorSystemTerminateReason())
                .toCompletableFuture()
                .join();
    }

    /** The directory's answer shows that entities start and that the journal can be read. */
    private static void wake(ActorSystem<Void> system, Entities entities, Health health) {
        entities.directory().tell(new WardDirectory.Wake());
        entities.wards().whenComplete((_, failure) -> {
            if (failure == null) {
                health.set(Health.SHARDING, ComponentHealth.up("entities answer"));
            } else if (!system.getWhenTerminated().toCompletableFuture().isDone()) {
                wake(system, entities, health);
            }
        });
    }

    /** What the server itself lost must be seen by whoever runs it: a loss is never an accident. */
    private static void watchForLosses(
            ActorSystem<Void> system, Metrics metrics, DropWatch.Alarm losses) {
        system.systemActorOf(
                DropWatch.create(metrics, losses, expendable()), "drop-watch", Props.empty());
    }

    /**
     * Messages to connections that have just gone: what they said is said again to the next. Answers
     * to who has given up waiting, and said so. What Kafka has confirmed to a patient that is gone:
     * its next actor publishes from its cursor on.
     */
    private static List<Class<?>> expendable() {
        List<Class<?>> types = new ArrayList<>(AlarmStreamRoutes.expendable());
        types.addAll(DeviceStreams.expendable());
        types.addAll(Entities.answers());
        types.add(FeedPort.Outcome.class);
        return types;
    }

    private static HostPort bind(
            ServerBuilder server,
            ActorSystem<Void> system,
            String option,
            HostPort at,
            Route routes)
            throws CannotStart {
        try {
            ServerBinding binding = server.bind(routes)
                    .toCompletableFuture()
                    .get(BIND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            binding.addToCoordinatedShutdown(DRAIN, system);
            InetSocketAddress bound = binding.localAddress();
            return new HostPort(at.host(), bound.getPort());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("interrupted while binding " + at, e);
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            throw new CannotStart("can't listen on " + at + " (" + option + "): " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        @Nullable Throwable cause = e;
        String text = "";
        while (cause != null) {
            text = cause.getMessage() == null ? text : cause.getMessage();
            cause = cause.getCause();
        }
        return text.contains("Address already in use") || text.contains("Bind failed")
                ? "the port is taken by another program"
                : text;
    }
}
