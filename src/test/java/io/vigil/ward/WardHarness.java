package io.vigil.ward;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;

import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity.FeedMessage;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A ward with a clock that only the test moves, a journal in memory and probes around it. */
final class WardHarness implements AutoCloseable {

    /** Real time in which what the actors do on their own has been done. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration GLANCE = Duration.ofMillis(50);

    final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("pekko.persistence.testkit.events.serialize = off")
                    .withFallback(ManualTime.config())
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(ConfigFactory.load()));
    final ManualTime time = ManualTime.get(kit.system());
    final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    final TestProbe<PatientId> woken = kit.createTestProbe();
    final TestProbe<Beds.Told> contests = kit.createTestProbe();
    final TestProbe<WardDirectory.Register> directory = kit.createTestProbe();
    final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
    final TestProbe<PatientReport.Confirmed> patient = kit.createTestProbe();
    private final AtomicLong nowMs = new AtomicLong(1_764_000_000_000L);
    final AtomicReference<List<WardAlarm>> serverAlarms = new AtomicReference<>(List.of());
    private final AtomicInteger feeds = new AtomicInteger();
    WardSink sink = WardSink.NONE;

    ActorRef<WardEntity.Command> startWard() {
        WardPorts ports = new WardPorts(
                WardHarness::encode,
                (ward, id) -> woken.ref().tell(id),
                (id, contest) -> contests.ref().tell(new Beds.Told(id, contest)),
                register -> directory.ref().tell(register),
                _ -> serverAlarms.get(),
                sink,
                () -> Instant.ofEpochMilli(nowMs.get()),
                () -> "feed-" + feeds.incrementAndGet());
        return kit.spawn(
                WardEntity.create(WardFixtures.ICU, WardSettings.STANDARD, ports, shard.ref()));
    }

    /** A ward in which this patient lies, confirmed. */
    ActorRef<WardEntity.Command> startWardWith(PatientId... patients) {
        ActorRef<WardEntity.Command> ward = startWard();
        for (PatientId each : patients) {
            ward.tell(new WardEntity.Report(WardFixtures.in(each, 1), patient.ref()));
        }
        list();
        for (PatientId ignored : patients) {
            patient.receiveMessage(PATIENCE);
        }
        return ward;
    }

    /** Answers the ward's registration. */
    void list() {
        WardDirectory.Register register = directory.receiveMessage(PATIENCE);
        register.replyTo().tell(new WardDirectory.Registered(register.ward()));
    }

    TestProbe<FeedMessage> subscribe(ActorRef<WardEntity.Command> ward, boolean vitals) {
        TestProbe<FeedMessage> screen = kit.createTestProbe();
        ward.tell(new WardEntity.Subscribe(screen.ref(), null, 0, vitals));
        return screen;
    }

    void report(ActorRef<WardEntity.Command> ward, PatientReport report) {
        ward.tell(new WardEntity.Report(report, patient.ref()));
    }

    void expectConfirmed(WardId ward, PatientReport report) {
        assertThat(patient.receiveMessage(PATIENCE))
                .isEqualTo(new PatientReport.Confirmed(
                        ward, report.patient(), report.incarnation(), report.number()));
    }

    long now() {
        return nowMs.get();
    }

    void advance(Duration duration) {
        nowMs.addAndGet(duration.toMillis());
        time.timePasses(duration);
    }

    /** Lets time pass in small steps until the probe has got a message. */
    <M> M advanceUntilReceived(TestProbe<M> probe, Supplier<String> what) {
        for (int step = 0; step < 200; step++) {
            try {
                return probe.receiveMessage(GLANCE);
            } catch (AssertionError nothingYet) {
                advance(STEP);
            }
        }
        throw new AssertionError("never came: " + what.get());
    }

    WardEntity.Picture picture(ActorRef<WardEntity.Command> ward) {
        TestProbe<WardEntity.Picture> reader = kit.createTestProbe();
        ward.tell(new WardEntity.GetPicture(reader.ref()));
        return reader.receiveMessage(PATIENCE);
    }

    /** A change as text: enough to tell what it shows. */
    static EncodedChange encode(long number, WardAlarm alarm) {
        String text = number
                + " "
                + alarm.alarm().id()
                + " "
                + alarm.alarm().state().code()
                + (alarm.recorded() ? " recorded" : "");
        return new EncodedChange() {
            @Override
            public String json() {
                return text;
            }

            @Override
            public byte[] cbor() {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        };
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
