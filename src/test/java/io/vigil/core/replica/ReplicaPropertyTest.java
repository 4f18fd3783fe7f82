package io.vigil.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Priority;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientCommand.Acknowledge;
import io.vigil.core.patient.PatientCommand.Admit;
import io.vigil.core.patient.PatientCommand.AttachDevice;
import io.vigil.core.patient.PatientCommand.Chart;
import io.vigil.core.patient.PatientCommand.ConfirmLimits;
import io.vigil.core.patient.PatientCommand.DetachDevice;
import io.vigil.core.patient.PatientCommand.Discharge;
import io.vigil.core.patient.PatientCommand.LimitChange;
import io.vigil.core.patient.PatientCommand.Observe;
import io.vigil.core.patient.PatientCommand.ReportTechnical;
import io.vigil.core.patient.PatientCommand.SetLimits;
import io.vigil.core.patient.PatientCommand.SetSpo2Scale;
import io.vigil.core.patient.PatientCommand.Tick;
import io.vigil.core.patient.PatientCommand.Transfer;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.Profile;
import io.vigil.core.patient.Profiles;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** What holds for any history of a patient on several sites, tried on seeded random ones. */
class ReplicaPropertyTest {

    private static final int HISTORIES = 100;
    private static final int STEPS = 150;
    private static final List<DeviceId> DEVICES =
            List.of(Site.MONITOR, new DeviceId("pump"), new DeviceId("cuff"));

    private final long seed = Gen.seed();

    @Test
    void sitesThatHaveHeardOfEachOtherHoldTheSame() {
        RandomGenerator random = Gen.random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(random).run();
            Site first = history.sites.getFirst();
            for (Site site : history.sites) {
                isSame(i, site.shared(), first.shared());
            }
        }
    }

    @Test
    void anyCausalOrderOfTheEnvelopesLeadsToTheSameState() {
        RandomGenerator random = Gen.random(seed + 1);
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(random).overtaken().run();
            for (int order = 0; order < 4; order++) {
                Site observer = Site.observer();
                List<Envelope> left = shuffled(history, random);
                while (!left.isEmpty()) {
                    left.removeIf(observer::take);
                }
                isSame(i, observer.shared(), history.sites.getFirst().shared());
            }
        }
    }

    @Test
    void anEnvelopeThatComesAgainChangesNothing() {
        RandomGenerator random = Gen.random(seed + 2);
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(random).run();
            for (Site site : history.sites) {
                Replica before = site.replica;
                for (Envelope envelope : shuffled(history, random)) {
                    assertThat(site.replica.evolve(envelope).replica()).isSameAs(before);
                }
            }
        }
    }

    @Test
    void alarmsThatCameAheadChangeNothingOnceTheirEnvelopesHaveCome() {
        RandomGenerator random = Gen.random(seed + 3);
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(random).run();
            Site observer = Site.observer();
            for (Envelope envelope : shuffled(history, random)) {
                observer.replica = observer.replica.ahead(envelope);
            }
            observer.hears(history.sites.getFirst());
            isSame(i, observer.shared(), history.sites.getFirst().shared());
        }
    }

    @Test
    void aSitesOwnJournalReplaysToItsLiveState() {
        RandomGenerator random = Gen.random(seed + 4);
        for (int i = 0; i < HISTORIES; i++) {
            for (Site site : new History(random).run().sites) {
                Replica replayed = Replica.unknown(Site.PATIENT, site.id);
                for (Envelope envelope : site.log) {
                    replayed = envelope.site().equals(site.id)
                            ? replayed.decided(envelope)
                            : replayed.evolve(envelope).replica();
                }
                assertThat(replayed).as("history %d", i).isEqualTo(site.replica);
            }
        }
    }

    @Test
    void everyAlarmThatNobodyEndedIsOpenEverywhere() {
        RandomGenerator random = Gen.random(seed + 5);
        for (int i = 0; i < HISTORIES; i++) {
            Site site = new History(random).run().sites.getFirst();
            List<PatientEvent> events =
                    site.log.stream().flatMap(each -> each.events().stream()).toList();
            for (PatientEvent event : events) {
                if (event instanceof PatientEvent.AlarmRaised raise
                        && events.stream()
                                .noneMatch(each -> each instanceof PatientEvent.AlarmEnded end
                                        && end.id().equals(raise.id()))) {
                    assertThat(site.patient().alarms().get(raise.id()))
                            .as("history %d", i)
                            .isNotNull();
                }
            }
        }
    }

    /** Part by part, so that a failure says which. */
    private static void isSame(int history, SharedState one, SharedState other) {
        for (RecordComponent part : SharedState.class.getRecordComponents()) {
            try {
                assertThat(part.getAccessor().invoke(one))
                        .as("%s of history %d", part.getName(), history)
                        .isEqualTo(part.getAccessor().invoke(other));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static List<Envelope> shuffled(History history, RandomGenerator random) {
        List<Envelope> all = new ArrayList<>(history.sites.getFirst().log);
        Collections.shuffle(all, new Random(random.nextLong()));
        return all;
    }

    /** Sites that decide at random and hear of each other now and then; in the end, of all. */
    private static final class History {
        private final RandomGenerator random;
        final List<Site> sites = List.of(new Site("a"), new Site("b"), new Site("c"));
        private long now = 1_000_000;

        private boolean isOvertaken;

        History(RandomGenerator random) {
            this.random = random;
            sites.stream().filter(site -> random.nextBoolean()).forEach(Site::gathers);
        }

        /** With alarms that come before their turn, of which a site's log says nothing. */
        History overtaken() {
            isOvertaken = true;
            return this;
        }

        History run() {
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(0, 3000);
                Site site = anyOf(sites);
                if (random.nextInt(6) == 0) {
                    hears(site, anyOf(sites));
                } else {
                    site.decide(command(site), now + random.nextInt(-2000, 2000));
                }
                if (random.nextInt(12) == 0) {
                    site.record(site.replica.judgedAgain(now), now);
                }
                holds(site);
            }
            for (int round = 0; round < 2; round++) {
                sites.forEach(one -> sites.forEach(one::hears));
            }
            return this;
        }

        private void hears(Site site, Site other) {
            boolean isAhead = isOvertaken && !other.log.isEmpty() && random.nextBoolean();
            if (isAhead) {
                site.hearsAhead(other, random.nextInt(other.log.size()));
            } else {
                site.hears(other);
            }
        }

        private void holds(Site site) {
            for (int place = 0; place < Profiles.CONDITION_COUNT; place++) {
                String condition = site.patient().conditions().get(place).name();
                assertThat(site.patient().trackers().get(place).isRaised())
                        .as("tracker and alarm of %s agree", condition)
                        .isEqualTo(site.patient().alarms().current(condition, null) != null);
            }
            assertThat(site.patient().openAlarms()).allMatch(Alarm::isOpen);
        }

        private <T> T anyOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private PatientCommand command(Site site) {
            DeviceId device = anyOf(DEVICES);
            BedId bed = new BedId(String.valueOf(random.nextInt(3)));
            return switch (random.nextInt(24)) {
                case 0, 1 ->
                    new Admit(
                            now,
                            "lead",
                            random.nextInt(3) == 0 ? "Other Person" : "Test Person",
                            Site.WARD,
                            bed,
                            Gen.pick(Profile.values()).next(random),
                            random.nextInt(1, 3));
                case 2, 3 -> new AttachDevice(now, "lead", device, 1, mark(site, device));
                case 4 -> new DetachDevice(now, "lead", device);
                case 5 -> new Transfer(now, "lead", Site.WARD, bed);
                case 6 ->
                    random.nextInt(2) == 0
                            ? new Discharge(now, "lead")
                            : new SetSpo2Scale(now, "lead", random.nextInt(1, 3));
                case 7, 8 -> acknowledge(site);
                case 9, 10 -> limits(site);
                case 11 -> new ConfirmLimits(now, "lead", null);
                case 12 ->
                    new Chart(
                            now,
                            "nurse",
                            time(),
                            values(),
                            new Charted(
                                    Gen.pick(Consciousness.values()).next(random),
                                    random.nextBoolean()));
                case 13 -> new Tick(now, Map.of(device, now - random.nextInt(90_000)));
                case 14 ->
                    new ReportTechnical(
                            device,
                            1,
                            mark(site, device) + 1,
                            time(),
                            "leads-off",
                            random.nextBoolean());
                default -> {
                    Values values = values();
                    yield new Observe(
                            device,
                            1,
                            mark(site, device) + 1,
                            time(),
                            values,
                            random.nextInt(3) == 0 ? values.mask() : 0,
                            Charted.NONE,
                            now);
                }
            };
        }

        /** Often the same one: ties are what order could decide. */
        private long time() {
            return (now - random.nextInt(4000)) / 2000 * 2000;
        }

        private PatientCommand acknowledge(Site site) {
            List<Alarm> open = site.patient().openAlarms();
            return open.isEmpty()
                    ? new Tick(now, Map.of())
                    : new Acknowledge(
                            now,
                            "nurse",
                            anyOf(open).id(),
                            Gen.pick(Priority.values()).next(random));
        }

        private SetLimits limits(Site site) {
            int place = random.nextInt(Profiles.CONDITION_COUNT);
            return new SetLimits(
                    now,
                    "lead",
                    null,
                    List.of(new LimitChange(
                            site.patient().conditions().get(place).name(),
                            (double) random.nextInt(20, 100),
                            Gen.pick(Priority.values()).next(random),
                            (long) random.nextInt(0, 9_000),
                            (double) random.nextInt(0, 6),
                            random.nextInt(4) > 0)));
        }

        private Values values() {
            Values values = Values.NONE;
            for (Vital vital : Vital.values()) {
                if (random.nextInt(3) > 0) {
                    values = values.with(vital, random.nextInt(0, 200));
                }
            }
            return values;
        }

        private static long mark(Site site, DeviceId device) {
            DeviceMark mark = site.patient().devices().get(device);
            return mark == null ? 0 : mark.ackedIn(1);
        }
    }
}
