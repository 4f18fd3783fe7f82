package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.Gen;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.Profile;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridClock;
import io.vigil.core.replica.SharedState;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;
import io.vigil.journal.BatchCodec;
import io.vigil.journal.Recorded;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Two sites' queues and views of one patient, whatever is asked of either, whenever the stores
 * answer and the sites hear of each other: what was recorded gives the live replica, what is shown
 * ends as what is live, the ward has been told every alarm as it is, and both sites hold the same.
 */
class SharedLiveAndJournalTest {

    private static final int RUNS = 200;
    private static final int STEPS = 300;

    @Test
    void replayedIsLiveAndReportedIsShownAndBothSitesAreTheSame() {
        RandomGenerator seeds = Gen.random(Gen.seed());
        for (int run = 0; run < RUNS; run++) {
            new Run(seeds.nextLong()).run();
        }
    }

    private static final class Run {
        private final String name;
        private final RandomGenerator random;
        private long now = Bedside.START;

        Run(long seed) {
            this.name = "seed " + seed;
            this.random = Gen.random(seed);
        }

        void run() {
            Place edge = new Place(this, "edge");
            Place centre = new Place(this, "centre");
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(3000);
                Place place = random.nextBoolean() ? edge : centre;
                Place other = place == edge ? centre : edge;
                switch (random.nextInt(14)) {
                    case 0, 1 -> place.person();
                    case 2 -> place.time();
                    case 3, 4, 5 -> place.write();
                    case 6, 7 -> place.hears(other);
                    case 8 -> place.hearsAhead(other);
                    case 9 -> place.mayCrash();
                    default -> place.frame();
                }
            }
            for (int round = 0; round < 3; round++) {
                edge.settle(centre);
                centre.settle(edge);
            }
            edge.check();
            centre.check();
            assertThat(SharedState.of(edge.recorded.replica()))
                    .as(name)
                    .isEqualTo(SharedState.of(centre.recorded.replica()));
        }
    }

    private static final class Place {
        private final Run run;
        private final SiteId site;
        private final List<Batch> journal = new ArrayList<>();
        private final Map<AlarmId, AlarmBook.Version> told = new HashMap<>();
        private Recorded recorded;
        private LiveAndShown views;
        private LedgerQueue queue;
        private SharedAlarmBook book;
        private HybridClock clock;

        Place(Run run, String site) {
            this.run = run;
            this.site = new SiteId(site);
            this.recorded = Recorded.unknown(Bedside.PATIENT).among(this.site);
            start();
        }

        private void start() {
            views = new LiveAndShown(recorded.replica());
            queue = new LedgerQueue(new Metrics().patientHop(), recorded);
            book = new SharedAlarmBook();
            clock = recorded.clock(run.now);
            told.clear();
            for (Alarm alarm : views.shown().openAlarms()) {
                told.put(alarm.id(), new AlarmBook.Version(alarm, true));
            }
        }

        void mayCrash() {
            if (run.random.nextInt(5) == 0) {
                start();
            }
        }

        void frame() {
            DeviceMark mark = views.live().devices().get(Bedside.DEVICE);
            Vital vital = run.random.nextBoolean() ? Vital.SPO2 : Vital.HR;
            Values values = Values.of(vital, run.random.nextInt(60, 100));
            happens(decide(new PatientCommand.Observe(
                    Bedside.DEVICE,
                    1,
                    mark == null ? 1 : mark.ackedIn(1) + 1,
                    run.now,
                    values,
                    run.random.nextInt(3) == 0 ? values.mask() : 0,
                    Charted.NONE,
                    run.now)));
        }

        void time() {
            happens(decide(new PatientCommand.Tick(
                    run.now, Map.of(Bedside.DEVICE, run.now - run.random.nextInt(70_000)))));
        }

        void person() {
            List<PatientEvent> events = decide(command());
            if (!events.isEmpty()) {
                views.hold(own(events));
                queue.add(new Entry.Person(events, null));
            }
        }

        private void happens(List<PatientEvent> events) {
            if (!events.isEmpty()) {
                announce(own(events));
                queue.add(new Entry.Server(events));
            }
        }

        private Change own(List<PatientEvent> events) {
            clock = clock.tick(run.now);
            return queue.own(views.replica(), clock.last(), events);
        }

        private void announce(Change change) {
            var before = views.shownReplica();
            views.showAtOnce(change);
            tell(book.announce(before, views.shownReplica(), change.events()));
        }

        /** The next that the other has recorded, if it isn't known or on its way. */
        void hears(Place other) {
            for (Envelope envelope : other.envelopes()) {
                if (!views.replica().marks().covers(envelope.dot())) {
                    assertThat(views.replica().missing(envelope)).as(run.name).isNull();
                    clock = clock.receive(envelope.at(), run.now).clock();
                    announce(new Change.InTurn(envelope));
                    queue.add(new Entry.Foreign(envelope, false));
                    happens(views.replica().judgedAgain(run.now));
                    return;
                }
            }
        }

        void hearsAhead(Place other) {
            List<Envelope> all = other.envelopes();
            if (!all.isEmpty()) {
                Envelope alarms = SiteIntake.alarmsOf(all.get(run.random.nextInt(all.size())));
                if (!views.replica().ahead(alarms).equals(views.replica())) {
                    announce(new Change.Ahead(alarms));
                    queue.add(new Entry.Foreign(alarms, true));
                }
            }
        }

        /** In the order of the rows, which is causal. */
        private List<Envelope> envelopes() {
            List<Envelope> envelopes = new ArrayList<>();
            for (Batch batch : journal) {
                batch.envelopes(Bedside.PATIENT).stream()
                        .filter(stamped -> !stamped.ahead())
                        .forEach(stamped -> envelopes.add(stamped.envelope()));
            }
            return envelopes;
        }

        private PatientCommand command() {
            List<Alarm> open = views.live().openAlarms();
            RandomGenerator random = run.random;
            long now = run.now;
            BedId bed = new BedId(String.valueOf(random.nextInt(3)));
            return switch (random.nextInt(10)) {
                case 0, 1 ->
                    new PatientCommand.Admit(now, "a", "Ann", Bedside.ICU, bed, Profile.ADULT, 1);
                case 2, 3 -> new PatientCommand.AttachDevice(now, "a", Bedside.DEVICE, 1, 0);
                case 4 ->
                    random.nextInt(3) == 0
                            ? new PatientCommand.Discharge(now, "a")
                            : new PatientCommand.Transfer(now, "a", Bedside.ICU, bed);
                case 5 ->
                    new PatientCommand.Chart(
                            now,
                            "a",
                            now,
                            Values.of(Vital.SPO2, random.nextInt(60, 100)),
                            Charted.NONE);
                case 6 ->
                    new PatientCommand.SetLimits(
                            now,
                            "a",
                            null,
                            List.of(new PatientCommand.LimitChange(
                                    "hr-low",
                                    (double) random.nextInt(50, 90),
                                    null,
                                    null,
                                    null,
                                    null)));
                case 7 -> new PatientCommand.ConfirmLimits(now, "a", null);
                default ->
                    open.isEmpty()
                            ? new PatientCommand.SetSpo2Scale(now, "a", 1 + random.nextInt(2))
                            : new PatientCommand.Acknowledge(
                                    now,
                                    "a",
                                    open.get(random.nextInt(open.size())).id(),
                                    Priority.HIGH);
            };
        }

        private List<PatientEvent> decide(PatientCommand command) {
            return views.replica().decide(command).events();
        }

        /** A write begins, or the one in flight lands. */
        void write() {
            Batch batch = queue.inFlight();
            if (batch == null) {
                queue.next(0, Versions.NONE);
                return;
            }
            Batch read = BatchCodec.decode(BatchCodec.encode(batch));
            journal.add(read);
            recorded = recorded.with(read);
            for (Entry entry : queue.landed()) {
                if (entry instanceof Entry.Person) {
                    var before = views.shownReplica();
                    views.reveal();
                    tell(book.revealed(before, views.shownReplica()));
                } else {
                    tell(book.landed(views.shownReplica()));
                }
            }
            if (queue.isIdle()) {
                assertThat(recorded.replica()).as(run.name).isEqualTo(views.replica());
                views.recorded(recorded.replica());
            }
        }

        private void tell(List<AlarmBook.Version> versions) {
            versions.forEach(version -> told.put(version.alarm().id(), version));
        }

        void settle(Place other) {
            while (!queue.isIdle()) {
                write();
            }
            for (int left = other.envelopes().size(); left > 0; left--) {
                hears(other);
            }
            while (!queue.isIdle()) {
                write();
            }
        }

        void check() {
            long number = 0;
            for (Batch batch : journal) {
                number++;
                assertThat(batch.number()).as(run.name).isEqualTo(number);
                assertThat(batch.stamps()).as(run.name).hasSize(1);
            }
            assertThat(recorded.replica()).as(run.name).isEqualTo(views.replica());
            assertThat(views.shownReplica()).as(run.name).isSameAs(views.replica());
            assertThat(queue.pendingEvents()).as(run.name).isZero();
            assertThat(told.values().stream().map(AlarmBook.Version::alarm).filter(Alarm::isOpen))
                    .as(run.name)
                    .containsExactlyInAnyOrderElementsOf(views.live().openAlarms());
            assertThat(told.values()).as(run.name).allMatch(AlarmBook.Version::recorded);
        }
    }
}
