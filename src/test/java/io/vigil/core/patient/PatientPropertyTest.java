package io.vigil.core.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Chart;
import io.vigil.core.patient.PatientCommand.DeclareGap;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.Greet;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.ReportTechnical;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What holds for any history of a patient, tried on seeded random ones. */
class PatientPropertyTest {

    private static final int HISTORIES = 200;
    private static final int STEPS = 400;
    private static final PatientId PATIENT = new PatientId("p-1");
    private static final List<DeviceId> DEVICES =
            List.of(new DeviceId("monitor"), new DeviceId("pump"));

    @Test
    void anyHistoryReplaysToTheSameStateAndKeepsItsInvariants() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int history = 0; history < HISTORIES; history++) {
            new History(random).run();
        }
    }

    /** One random history, checked after every step. */
    private static final class History {
        private final RandomGenerator random;
        private final List<PatientEvent> events = new ArrayList<>();
        private PatientState live = PatientState.unknown(PATIENT);
        private long now = 1_000_000;

        History(RandomGenerator random) {
            this.random = random;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(1, 4000);
                PatientCommand command = command();
                Decision decision = Patient.decide(live, command);
                if (!(decision.reply() instanceof Reply.Accepted)) {
                    assertThat(decision.events())
                            .as("a refusal changes nothing")
                            .isEmpty();
                }
                for (PatientEvent event : decision.events()) {
                    live = Patient.evolve(live, event);
                    events.add(event);
                    follow(event);
                }
                holds();
            }
            PatientState replayed = Patient.evolve(PatientState.unknown(PATIENT), events);
            assertThat(replayed).isEqualTo(live);
        }

        /** An alarm that is told of is the one that is open, and none is raised twice. */
        private void follow(PatientEvent event) {
            if (event instanceof PatientEvent.AlarmRaised raised) {
                assertThat(live.alarms().get(raised.id())).as("%s", raised).isNotNull();
            }
        }

        private void holds() {
            assertThat(live.openAlarms()).hasSizeLessThanOrEqualTo(Bounds.OPEN_ALARMS_MAX + 30);
            assertThat(live.openAlarms()).allMatch(Alarm::isOpen);
            assertThat(live.openAlarms()).extracting(Alarm::id).doesNotHaveDuplicates();
            for (int place = 0; place < Profiles.CONDITION_COUNT; place++) {
                String condition = live.conditions().get(place).name();
                boolean raised = live.trackers().get(place).isRaised();
                assertThat(live.alarms().current(condition, null) != null)
                        .as("tracker and alarm of %s agree", condition)
                        .isEqualTo(raised);
            }
        }

        private PatientCommand command() {
            DeviceId device = Gen.pick(DEVICES.toArray(DeviceId[]::new)).next(random);
            return switch (random.nextInt(20)) {
                case 0 -> admit();
                case 1 -> new AttachDevice(now, "lead", device, 1, mark(device));
                case 2 -> random.nextInt(8) == 0 ? new Discharge(now, "lead") : admit();
                case 3 -> random.nextInt(6) == 0 ? new DetachDevice(now, "lead", device) : tick();
                case 4 -> tick();
                case 5 -> new Greet(device, now + random.nextInt(-8000, 8000), now);
                case 6 -> technical(device);
                case 7 -> new DeclareGap(device, 1, mark(device) + 1, mark(device) + 3, now);
                case 8 -> acknowledge();
                case 9 -> limits();
                case 10 -> chart();
                default -> observe(device);
            };
        }

        private Admit admit() {
            Profile profile = Gen.pick(Profile.values()).next(random);
            return new Admit(
                    now, "lead", "Test Person", new WardId("w"), new BedId("1"), profile, 1);
        }

        private Tick tick() {
            Map<DeviceId, Long> heard = new HashMap<>();
            DEVICES.forEach(device -> heard.put(device, now - random.nextInt(90_000)));
            return new Tick(now, heard);
        }

        private ReportTechnical technical(DeviceId device) {
            String name = Gen.pick("leads-off", "battery-low", "no-data").next(random);
            return new ReportTechnical(device, 1, next(device), now, name, random.nextBoolean());
        }

        private PatientCommand acknowledge() {
            if (live.openAlarms().isEmpty()) {
                return tick();
            }
            Alarm alarm = live.openAlarms().get(random.nextInt(live.openAlarms().size()));
            Priority seen = Gen.pick(Priority.values()).next(random);
            return new Acknowledge(now, "nurse", alarm.id(), seen);
        }

        private SetLimits limits() {
            int place = random.nextInt(Profiles.CONDITION_COUNT);
            LimitChange change = new LimitChange(
                    live.conditions().get(place).name(),
                    (double) random.nextInt(20, 180),
                    Gen.pick(Priority.values()).next(random),
                    (long) random.nextInt(0, 20_000),
                    (double) random.nextInt(0, 6),
                    random.nextInt(4) > 0);
            return new SetLimits(now, "lead", null, List.of(change));
        }

        private Chart chart() {
            Charted charted = new Charted(
                    Gen.pick(Consciousness.values()).next(random), random.nextBoolean());
            return new Chart(now, "nurse", now - random.nextInt(5000), values(), charted);
        }

        private Observe observe(DeviceId device) {
            long at = now - (random.nextInt(10) == 0 ? random.nextInt(100_000) : 0);
            Values values = values();
            int spot = random.nextInt(5) == 0 ? values.mask() : 0;
            return new Observe(device, 1, next(device), at, values, spot, Charted.NONE, now);
        }

        private Values values() {
            Values values = Values.NONE;
            for (Vital vital : Vital.values()) {
                if (random.nextInt(3) > 0) {
                    values = values.with(vital, random.nextInt(-5, 260));
                }
            }
            return values;
        }

        private long mark(DeviceId device) {
            DeviceMark mark = live.devices().get(device);
            return mark == null ? 0 : mark.ackedIn(1);
        }

        private long next(DeviceId device) {
            return mark(device) + (random.nextInt(12) == 0 ? random.nextInt(-2, 3) : 1);
        }
    }
}
