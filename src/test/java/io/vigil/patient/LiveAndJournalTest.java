package io.vigil.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.AlarmId;
import io.vigil.core.Gen;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.Decision;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Profile;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.journal.Batch;
import io.vigil.journal.Recorded;
import io.vigil.telemetry.Metrics;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Whatever is asked of a patient, and whenever the store answers: what was recorded gives the live
 * state, what is shown ends as what is live, and the ward has been told every alarm as it is.
 */
class LiveAndJournalTest {

    private static final int RUNS = 100;
    private static final int STEPS = 400;

    @Test
    void replayedIsLiveAndReportedIsShown() {
        RandomGenerator seeds = Gen.random(Gen.seed());
        for (int run = 0; run < RUNS; run++) {
            new Run(seeds.nextLong()).run();
        }
    }

    private static final class Run {
        private final long seed;
        private final RandomGenerator random;
        private final LiveAndShown views =
                new LiveAndShown(Replica.alone(PatientState.unknown(Bedside.PATIENT)));
        private final LedgerQueue queue =
                new LedgerQueue(new Metrics().patientHop(), Recorded.unknown(Bedside.PATIENT));
        private final AlarmBook book = new AlarmBook();
        private final Map<AlarmId, AlarmBook.Version> told = new HashMap<>();
        private final List<Batch> journal = new ArrayList<>();
        private long now = Bedside.START;
        private long seq;
        private long asked;

        Run(long seed) {
            this.seed = seed;
            this.random = Gen.random(seed);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(3000);
                switch (random.nextInt(10)) {
                    case 0, 1 -> person();
                    case 2 -> time();
                    case 3, 4 -> write();
                    default -> frame();
                }
            }
            while (!queue.isIdle()) {
                write();
            }
            check();
        }

        private void frame() {
            seq++;
            Vital vital = random.nextBoolean() ? Vital.SPO2 : Vital.HR;
            Values values = Values.of(vital, random.nextInt(60, 100));
            int spot = random.nextInt(3) == 0 ? values.mask() : 0;
            List<PatientEvent> events = decide(new PatientCommand.Observe(
                    Bedside.DEVICE, 1, seq, now, values, spot, Charted.NONE, now));
            if (events.isEmpty()) {
                seq--;
            } else {
                atOnce(events);
            }
        }

        private void time() {
            atOnce(decide(new PatientCommand.Tick(
                    now, Map.of(Bedside.DEVICE, now - random.nextInt(70_000)))));
        }

        private void atOnce(List<PatientEvent> events) {
            if (!events.isEmpty()) {
                var before = views.shown().alarms();
                views.showAtOnce(new Change.Decided(events));
                tell(book.announce(before, events));
                queue.add(new Entry.Server(events));
            }
        }

        private void person() {
            List<PatientEvent> events = decide(command());
            if (!events.isEmpty()) {
                book.hold(views.shown().alarms(), events);
                views.hold(new Change.Decided(events));
                asked++;
                queue.add(new Entry.Person(events, null));
            }
        }

        private PatientCommand command() {
            List<Alarm> open = views.live().openAlarms();
            return switch (random.nextInt(8)) {
                case 0, 1 ->
                    new PatientCommand.Admit(
                            now, "a", "Ann", Bedside.ICU, Bedside.BED, Profile.ADULT, 1);
                case 2, 3 -> new PatientCommand.AttachDevice(now, "a", Bedside.DEVICE, 1, seq);
                case 4 ->
                    random.nextInt(6) == 0
                            ? new PatientCommand.Discharge(now, "a")
                            : new PatientCommand.DetachDevice(now, "a", Bedside.DEVICE);
                case 5 ->
                    new PatientCommand.Chart(
                            now,
                            "a",
                            now,
                            Values.of(Vital.SPO2, random.nextInt(60, 100)),
                            Charted.NONE);
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
            Decision decision = Patient.decide(views.live(), command);
            return decision.events();
        }

        /** A write begins, or the one in flight lands. */
        private void write() {
            Batch batch = queue.inFlight();
            if (batch == null) {
                queue.next(0, Versions.NONE);
                return;
            }
            journal.add(batch);
            List<Entry> landed = queue.landed();
            for (Entry entry : landed) {
                if (entry instanceof Entry.Person) {
                    views.reveal();
                }
            }
            tell(book.landed(landed));
            if (!views.isHolding()) {
                book.nothingHeld();
                assertThat(views.shown()).as("seed %d", seed).isSameAs(views.live());
            }
        }

        private void tell(List<AlarmBook.Version> versions) {
            versions.forEach(version -> told.put(version.alarm().id(), version));
        }

        private void check() {
            PatientState replayed = PatientState.unknown(Bedside.PATIENT);
            long number = 0;
            for (Batch batch : journal) {
                number++;
                assertThat(batch.number()).isEqualTo(number);
                replayed = Patient.evolve(replayed, batch.events());
            }
            assertThat(replayed).as("seed %d, %d asked", seed, asked).isEqualTo(views.live());
            assertThat(queue.pendingEvents()).isZero();
            assertThat(told.values().stream()
                            .filter(v -> v.alarm().isOpen())
                            .map(AlarmBook.Version::alarm))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(views.live().openAlarms());
            assertThat(told.values()).as("seed %d", seed).allMatch(AlarmBook.Version::recorded);
        }
    }
}
