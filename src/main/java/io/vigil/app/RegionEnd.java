package io.vigil.app;

import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a region of a node that ends go once only messages keep it. When all nodes end at once nobody
 * takes the shards over, and a region that has handed all of its own over would still wait for homes
 * for the messages that it holds, for as long as the shutdown's phase takes.
 *
 * <p>What it has then is nobody's any more: its entities have stopped, their last writes answered, and
 * the connections of this node were closed before that. A frame among the messages is unacked.
 */
final class RegionEnd {

    static final Duration LOOK = Duration.ofMillis(200);

    /** Where other nodes go on, the homes are known within a second. */
    static final int LOOKS_MAX = 15;

    private enum Look {
        LOOK
    }

    private record State(CurrentShardRegionState now) {}

    private record Ended() {}

    private final ActorRef region;
    private final ActorRef self;
    private int looksWithoutShards;

    private RegionEnd(ActorContext<Object> context, ActorRef region) {
        this.region = region;
        this.self = Adapter.toClassic(
                context.messageAdapter(CurrentShardRegionState.class, State::new));
    }

    /** @param type the name of its entities' type */
    static void watch(ActorSystem<?> system, String type) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseClusterShardingShutdownRegion(),
                        "let-" + type + "-go",
                        () -> end(system, type));
    }

    private static CompletionStage<Done> end(ActorSystem<?> system, String type) {
        CompletableFuture<Done> ended = new CompletableFuture<>();
        ActorRef region = ClusterSharding.get(Adapter.toClassic(system)).shardRegion(type);
        system.systemActorOf(
                create(region, () -> ended.complete(Done.getInstance())),
                "region-end-" + type,
                Props.empty());
        return ended;
    }

    /** @param ended told when the region is no more */
    static Behavior<Object> create(ActorRef region, Runnable ended) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            RegionEnd end = new RegionEnd(context, region);
            context.watchWith(Adapter.toTyped(region), new Ended());
            timers.startTimerWithFixedDelay(Look.LOOK, LOOK);
            return Behaviors.receive(Object.class)
                    .onMessage(Look.class, _ -> end.look())
                    .onMessage(State.class, state -> end.judge(state.now()))
                    .onMessage(Ended.class, _ -> {
                        ended.run();
                        return Behaviors.stopped();
                    })
                    .build();
        }));
    }

    private Behavior<Object> look() {
        region.tell(ShardRegion.getShardRegionStateInstance(), self);
        return Behaviors.same();
    }

    private Behavior<Object> judge(CurrentShardRegionState now) {
        boolean hasNone = now.getShards().isEmpty() && now.getFailed().isEmpty();
        looksWithoutShards = hasNone ? looksWithoutShards + 1 : 0;
        if (looksWithoutShards == LOOKS_MAX) {
            region.tell(PoisonPill.getInstance(), self);
        }
        return Behaviors.same();
    }
}
