package io.vigil.ward;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import io.vigil.core.WardId;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.List;

class WardDirectoryTest {

    private static final WardId ICU = new WardId("icu-1");
    private static final WardId STEP = new WardId("step-1");

    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("pekko.persistence.testkit.events.serialize = off")
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(ConfigFactory.load()));
    private final TestProbe<WardId> woken = kit.createTestProbe();
    private final TestProbe<WardDirectory.Registered> ward = kit.createTestProbe();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void registeredWardsAreListedOnceAndInOrder() {
        ActorRef<WardDirectory.Command> directory = start();
        for (WardId id : List.of(STEP, ICU, STEP)) {
            directory.tell(new WardDirectory.Register(id, ward.ref()));
            ward.expectMessage(new WardDirectory.Registered(id));
        }

        assertThat(wards(directory)).containsExactly(STEP, ICU);
    }

    @Test
    void afterAStartEveryWardIsWoken() {
        ActorRef<WardDirectory.Command> before = start();
        before.tell(new WardDirectory.Register(ICU, ward.ref()));
        before.tell(new WardDirectory.Register(STEP, ward.ref()));
        ward.receiveSeveralMessages(2);
        kit.stop(before);
        ActorRef<WardDirectory.Command> directory = start();

        assertThat(woken.receiveSeveralMessages(2)).containsExactly(ICU, STEP);
        directory.tell(new WardDirectory.Wake());
        assertThat(woken.receiveSeveralMessages(2)).containsExactly(ICU, STEP);
        assertThat(wards(directory)).containsExactly(ICU, STEP);
    }

    private ActorRef<WardDirectory.Command> start() {
        return kit.spawn(WardDirectory.create(id -> woken.ref().tell(id), InstantSource.system()));
    }

    private List<WardId> wards(ActorRef<WardDirectory.Command> directory) {
        TestProbe<WardDirectory.Wards> reader = kit.createTestProbe();
        directory.tell(new WardDirectory.GetWards(reader.ref()));
        return reader.receiveMessage().wards();
    }
}
