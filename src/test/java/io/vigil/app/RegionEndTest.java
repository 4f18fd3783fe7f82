package io.vigil.app;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.ShardRegion.ShardState;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import scala.jdk.javaapi.CollectionConverters;

import java.time.Duration;
import java.util.Set;

class RegionEndTest {

    private static final Duration MOMENT = Duration.ofMillis(200);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestKit region = new TestKit(Adapter.toClassic(kit.system()));
    private final TestProbe<String> told = kit.createTestProbe();

    @BeforeEach
    void watch() {
        kit.spawn(RegionEnd.create(region.getRef(), () -> told.getRef().tell("ended")));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aRegionThatHasNoShardsAndWaitsForHomesOfMessagesIsLetGo() {
        for (int looks = 1; looks < RegionEnd.LOOKS_MAX; looks++) {
            look(Set.of());
        }
        told.expectNoMessage(MOMENT);
        look(Set.of());
        told.expectMessage("ended");
    }

    @Test
    void aRegionWhoseEntitiesAreStillWritingIsNot() {
        for (int looks = 1; looks < RegionEnd.LOOKS_MAX; looks++) {
            look(Set.of());
        }
        for (int looks = 0; looks < 2 * RegionEnd.LOOKS_MAX; looks++) {
            look(Set.of("7"));
        }
        look(Set.of());
        told.expectNoMessage(MOMENT);
    }

    @Test
    void aRegionThatEndsByItselfIsWaitedForAndNoLonger() {
        look(Set.of("7"));
        kit.system().classicSystem().stop(region.getRef());
        told.expectMessage("ended");
    }

    private void look(Set<String> shards) {
        time.timePasses(RegionEnd.LOOK);
        region.expectMsg(ShardRegion.getShardRegionStateInstance());
        ActorRef asker = region.getLastSender();
        asker.tell(
                new CurrentShardRegionState(CollectionConverters.asScala(shards)
                        .map(shard -> new ShardState(
                                shard,
                                CollectionConverters.asScala(Set.of("p-1")).toSet()))
                        .toSet()),
                region.getRef());
    }
}
