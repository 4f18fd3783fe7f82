package io.vigil.patient;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.Profile;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;
import io.vigil.journal.HistoryReader;
import io.vigil.telemetry.Metrics;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import org.apache.pekko.stream.javadsl.Sink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A patient's actor with all that is around it: wards, a monitor, a clock and a journal. */
final class Bedside implements AutoCloseable, InstantSource {

    static final long START = 1_764_000_000_000L;
    static final PatientId PATIENT = new PatientId("p-1");
    static final DeviceId DEVICE = new DeviceId("monitor-1");
    static final WardId ICU = new WardId("icu-1");
    static final WardId STEP_DOWN = new WardId("step-1");
    static final BedId BED = new BedId("4");

    /** The alarm of an SpO2 of 70. */
    static final String DESATURATION = "spo2-very-low";

    /** For which nothing more must come. */
    static final Duration MOMENT = Duration.ofMillis(100);

    /** A jump of the made-up clock is no write that takes too long. */
    private static final Config MADE_UP_TIME =
            ManualTime.config().withFallback(ConfigFactory.parseString("""
                pekko.persistence {
                  journal-plugin-fallback.circuit-breaker.call-timeout = 1000d
                  snapshot-store-plugin-fallback.circuit-breaker.call-timeout = 1000d
                  cassandra.journal.circuit-breaker.call-timeout = 1000d
                  cassandra.snapshot.circuit-breaker.call-timeout = 1000d
                }
                vigil-journal.circuit-breaker.call-timeout = 1000d
                vigil-snapshots.circuit-breaker.call-timeout = 1000d
                """));

    private static final Config IN_MEMORY = ConfigFactory.load(PersistenceTestKitPlugin.config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.parseString("pekko.persistence.testkit.events.serialize"
                    + " = on, vigil.journal.read-plugin = "
                    + PersistenceTestKitReadJournal.Identifier()))
            .withFallback(ConfigFactory.parseResources("journal.conf")));

    final ActorTestKit testKit;
    final ManualTime time;
    final Valve valve = new Valve();
    PatientSettings settings;
    final Wards wards = new Wards();
    final Devices devices = new Devices();
    final Metrics metrics;
    final Outlets outlets;
    private final HistoryReader reader;
    final TestProbe<DeviceNotice> session;
    final TestProbe<PatientEntity.Answer> clinician;
    final TestProbe<ClusterSharding.ShardCommand> shard;

    private final AtomicLong now = new AtomicLong(START);
    ActorRef<PatientEntity.Command> patient;
    private long seq;

    /** With a journal in memory, behind the valve. */
    Bedside() {
        this(FeedPort.NONE, new Metrics());
    }

    /** The same, with a feed behind it. */
    Bedside(FeedPort port, Metrics metrics) {
        this(IN_MEMORY, port, metrics);
        journal().withPolicy(valve);
    }

    /** With any journal, such as a real one as a server has it. */
    Bedside(Config journal, FeedPort port, Metrics metrics) {
        this(journal, port, SitesPort.NONE, metrics, PatientSettings.defaults("central"));
    }

    Bedside(
            Config journal,
            FeedPort port,
            SitesPort links,
            Metrics metrics,
            PatientSettings settings) {
        this.metrics = metrics;
        this.settings = settings;
        testKit = ActorTestKit.create(MADE_UP_TIME.withFallback(journal));
        reader = HistoryReader.create(testKit.system());
        outlets = new Outlets(port, links, reader::batches);
        time = ManualTime.get(testKit.system());
        session = testKit.createTestProbe("session", DeviceNotice.class);
        clinician = testKit.createTestProbe("clinician", PatientEntity.Answer.class);
        shard = testKit.createTestProbe("shard", ClusterSharding.ShardCommand.class);
        patient = start();
    }

    /** At one of several sites, with a journal in memory behind the valve. */
    static Bedside at(String site) {
        return at(site, SitesPort.NONE);
    }

    /** The same, with links to the others. */
    static Bedside at(String site, SitesPort links) {
        Bedside bedside = new Bedside(
                IN_MEMORY,
                FeedPort.NONE,
                links,
                new Metrics(),
                PatientSettings.defaults(site).amongSites());
        bedside.journal().withPolicy(bedside.valve);
        return bedside;
    }

    /** At one of several sites, with a real journal. */
    static Bedside at(String site, Config journal) {
        return new Bedside(
                journal,
                FeedPort.NONE,
                SitesPort.NONE,
                new Metrics(),
                PatientSettings.defaults(site).amongSites());
    }

    /** The one in memory. */
    PersistenceTestKit journal() {
        return PersistenceTestKit.create(testKit.system());
    }

    ActorRef<PatientEntity.Command> start() {
        return testKit.spawn(PatientEntity.create(
                PATIENT,
                settings,
                new PatientPorts(wards, devices, this, metrics, outlets, shard.getRef())));
    }

    /** The process dies: what isn't in the journal is gone. */
    void restart() {
        testKit.stop(patient);
        patient = start();
    }

    /** The actor meets a bug: a frame that is none. */
    void crash() {
        TestProbe<Object> watcher = testKit.createTestProbe();
        patient.tell(new PatientEntity.FromDevice(null, 0, session.getRef()));
        watcher.expectTerminated(patient);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now.get());
    }

    @Override
    public long millis() {
        return now.get();
    }

    void pass(Duration duration) {
        now.addAndGet(duration.toMillis());
        time.timePasses(duration);
    }

    void ask(PatientCommand.FromPerson command) {
        patient.tell(new PatientEntity.FromPerson(command, clinician.getRef()));
    }

    PatientEntity.Decided decided() {
        return clinician.expectMessageClass(PatientEntity.Decided.class);
    }

    PatientCommand.Admit admit() {
        return new PatientCommand.Admit(millis(), "lead", "Ann", ICU, BED, Profile.ADULT, 1);
    }

    /** Admitted, with a device that has said hello. */
    Bedside settled() {
        ask(admit());
        decided();
        ask(new PatientCommand.AttachDevice(millis(), "lead", DEVICE, 1, 0));
        decided();
        hello();
        session.expectMessageClass(DeviceNotice.Welcome.class);
        return this;
    }

    void hello() {
        patient.tell(new PatientEntity.Hello(DEVICE, 1, 1, millis(), session.getRef()));
    }

    PatientEntity.Picture picture() {
        TestProbe<PatientEntity.Picture> probe = testKit.createTestProbe();
        patient.tell(new PatientEntity.GetPicture(probe.getRef()));
        return probe.receiveMessage();
    }

    /** Sends the next frame and gives its sequence. */
    long frame(Vital vital, double value) {
        seq++;
        send(seq, Values.of(vital, value));
        return seq;
    }

    void send(long number, Values values) {
        PatientCommand.Observe frame = new PatientCommand.Observe(
                DEVICE,
                1,
                number,
                START + number * 1000,
                values,
                values.mask(),
                Charted.NONE,
                millis());
        patient.tell(new PatientEntity.FromDevice(frame, System.nanoTime(), session.getRef()));
    }

    void expectDurable(long number) {
        DeviceNotice.Durable durable = null;
        while (durable == null || durable.seq() < number) {
            durable = session.expectMessageClass(DeviceNotice.Durable.class);
        }
    }

    List<Batch> rows() {
        return reader.batches(PatientLedger.persistenceId(PATIENT).id(), 1, Long.MAX_VALUE)
                .runWith(Sink.seq(), testKit.system())
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        valve.open();
        testKit.shutdownTestKit();
    }

    /** Whether the patient's actor has just asked its shard to let it stop. */
    boolean hasAskedToRest() {
        try {
            shard.receiveMessage(Duration.ofMillis(100));
            return true;
        } catch (AssertionError nothing) {
            return false;
        }
    }
}
