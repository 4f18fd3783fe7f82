package io.vigil.journal;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Condition;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;
import io.vigil.core.alarm.Side;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.Profile;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random batches: mostly a few devices' frames, and everything else that can happen. */
final class BatchGen {

    static final Gen<Long> TIME = Gen.oneOf(
            Gen.longs(1_764_000_000_000L, 1_764_086_400_000L),
            Gen.longs(0, 4_000_000_000_000L),
            Gen.pick(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L));

    static final Gen<Double> NUMBER = Gen.oneOf(
            Gen.ints(0, 350).map(Integer::doubleValue),
            Gen.ints(0, 3500).map(tenths -> tenths / 10.0),
            Gen.ints(-99_999, 99_999).map(thousandths -> thousandths / 1000.0),
            RandomGenerator::nextDouble,
            Gen.pick(
                    0.0,
                    -0.0,
                    Double.NaN,
                    Double.NEGATIVE_INFINITY,
                    Double.MIN_VALUE,
                    Double.MAX_VALUE,
                    9_007_199_254_740_993.0,
                    0.1 + 0.2));

    static final Gen<DeviceId> DEVICE =
            Gen.pick("monitor-4", "pump.2", "oximeter_7").map(DeviceId::new);

    static final Gen<String> TEXT =
            Gen.pick("", "nurse-anna", "Žofie Ðurić", "心拍", "a\tb\n\"c\"", "x".repeat(200));

    private static final Gen<WardId> WARD = Gen.pick("icu-1", "step-1").map(WardId::new);
    private static final Gen<BedId> BED = Gen.pick("1", "12b").map(BedId::new);
    private static final Gen<AlarmId> ALARM =
            Gen.pick("p-17.spo2-low.m8zq3k0w", "p-17.no-data.m8zq3k0x").map(AlarmId::new);
    private static final Gen<Priority> PRIORITY = Gen.pick(Priority.values());
    private static final Gen<Long> SEQ =
            Gen.oneOf(Gen.longs(1, 100_000), Gen.longs(1, Long.MAX_VALUE - 1));

    private static final Gen<Charted> CHARTED = random -> new Charted(
            random.nextBoolean() ? null : Gen.pick(Consciousness.values()).next(random),
            random.nextBoolean() ? null : (Boolean) random.nextBoolean());

    private static final Gen<PatientEvent> OTHER = BatchGen::other;

    private BatchGen() {}

    static final Gen<Batch> BATCH = random -> {
        List<PatientEvent> events = new ArrayList<>();
        int parts = random.nextInt(6);
        for (int i = 0; i < parts; i++) {
            if (random.nextInt(3) == 0) {
                events.addAll(OTHER.list(1, 4).next(random));
            } else {
                events.addAll(stream(random));
            }
        }
        long number = Gen.longs(1, 1_000_000).next(random);
        return new Batch(number, random.nextLong(number + 1), events);
    };

    private static final Gen<SiteId> SITE =
            Gen.pick("edge-1", "edge-2", "centre").map(SiteId::new);

    /** Envelopes of several sites in one row, mostly as they follow on each other. */
    static final Gen<Batch> STAMPED = random -> {
        List<PatientEvent> events = new ArrayList<>();
        List<Stamp> stamps = new ArrayList<>();
        Versions seen = Versions.NONE;
        int count = random.nextInt(1, 70);
        SiteId site = SITE.next(random);
        long wallMs = TIME.next(random);
        for (int i = 0; i < count; i++) {
            boolean odd = random.nextInt(8) == 0;
            site = odd ? SITE.next(random) : site;
            long seq = seen.get(site) + (odd ? random.nextInt(1, 1000) : 1);
            List<PatientEvent> own = OTHER.list(0, 2).next(random);
            HybridTime at = new HybridTime(wallMs + i * 1000L, odd ? random.nextInt(9) : 0);
            Versions known = odd ? Versions.of(site, seq - 1) : seen.with(site, seq - 1);
            Envelope envelope = new Envelope(
                    site, seq, new PatientId("p-17"), random.nextInt(3), at, known, own);
            stamps.add(Stamp.of(envelope, odd && random.nextBoolean()));
            events.addAll(own);
            seen = seen.with(site, seq);
        }
        long number = Gen.longs(1, 1_000_000).next(random);
        Versions sent = random.nextBoolean()
                ? Versions.NONE
                : Versions.of(SITE.next(random), random.nextLong(1, number + 1));
        return new Batch(number, random.nextLong(number + 1), events, stamps, sent);
    };

    /** A device's run of frames, as regular or as odd as devices are. */
    private static List<PatientEvent> stream(RandomGenerator random) {
        DeviceId device = DEVICE.next(random);
        long epoch = random.nextInt(3) + 1L;
        long seq = SEQ.next(random);
        long at = TIME.next(random);
        long jitterMs = random.nextBoolean() ? 0 : random.nextInt(50);
        int mask = random.nextInt(1 << Vital.COUNT);
        int oddPercent = random.nextInt(3) * 10;
        boolean sameNumbers = random.nextBoolean();
        List<PatientEvent> frames = new ArrayList<>();
        Values values = values(random, mask);
        int count = random.nextInt(1, 80);
        for (int i = 0; i < count; i++) {
            boolean odd = random.nextInt(100) < oddPercent;
            if (odd || !sameNumbers) {
                values = values(random, odd ? random.nextInt(1 << Vital.COUNT) : mask);
            }
            seq += odd ? random.nextInt(1, 5) : 1;
            at += 1000 + (jitterMs == 0 ? 0 : random.nextLong(-jitterMs, jitterMs));
            int spot = odd ? random.nextInt(1 << Vital.COUNT) : 0;
            Charted charted = odd ? CHARTED.next(random) : Charted.NONE;
            frames.add(new Observed(device, epoch, seq, at, values, spot, charted));
        }
        return frames;
    }

    static Values values(RandomGenerator random, int mask) {
        double[] numbers = new double[Integer.bitCount(mask)];
        boolean whole = random.nextBoolean();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = whole ? random.nextInt(40, 180) : NUMBER.next(random);
        }
        return Values.of(mask, numbers);
    }

    private static PatientEvent other(RandomGenerator random) {
        long at = TIME.next(random);
        String by = TEXT.next(random);
        return switch (random.nextInt(15)) {
            case 0 ->
                new PatientEvent.Admitted(
                        at,
                        by,
                        TEXT.next(random),
                        WARD.next(random),
                        BED.next(random),
                        Gen.pick(Profile.values()).next(random),
                        random.nextInt(1, 3));
            case 1 -> new PatientEvent.Transferred(at, by, WARD.next(random), BED.next(random));
            case 2 -> new PatientEvent.Discharged(at, by);
            case 3 ->
                new PatientEvent.DeviceAttached(
                        at, by, DEVICE.next(random), random.nextInt(5), SEQ.next(random));
            case 4 -> new PatientEvent.DeviceDetached(at, by, DEVICE.next(random));
            case 5 ->
                new PatientEvent.TechnicalReported(
                        DEVICE.next(random),
                        1,
                        SEQ.next(random),
                        at,
                        "leads-off",
                        random.nextBoolean());
            case 6 ->
                new PatientEvent.GapDeclared(
                        DEVICE.next(random), 2, SEQ.next(random), SEQ.next(random), at);
            case 7 ->
                new PatientEvent.ChartedByHand(
                        at,
                        by,
                        values(random, random.nextInt(1 << Vital.COUNT)),
                        CHARTED.next(random));
            case 8 -> raised(random, at);
            case 9 ->
                new PatientEvent.AlarmEscalated(ALARM.next(random), at, PRIORITY.next(random));
            case 10 -> new PatientEvent.AlarmEnded(ALARM.next(random), at);
            case 11 ->
                new PatientEvent.AlarmAcknowledged(
                        ALARM.next(random), at, by, PRIORITY.next(random));
            case 12 -> new PatientEvent.AlarmReleased(ALARM.next(random), at);
            case 13 ->
                new PatientEvent.LimitsChanged(
                        at,
                        by,
                        random.nextInt(100),
                        ((Gen<Condition>) BatchGen::condition).list(0, 5).next(random));
            default -> new PatientEvent.Spo2ScaleChanged(at, by, random.nextInt(1, 3));
        };
    }

    private static PatientEvent raised(RandomGenerator random, long at) {
        boolean technical = random.nextBoolean();
        return new PatientEvent.AlarmRaised(
                ALARM.next(random),
                "spo2-low",
                technical ? null : Gen.pick(Vital.values()).next(random),
                technical ? DEVICE.next(random) : null,
                technical ? Kind.TECHNICAL : Kind.PHYSIOLOGICAL,
                PRIORITY.next(random),
                TIME.next(random),
                at,
                technical ? null : NUMBER.next(random),
                technical ? null : NUMBER.next(random));
    }

    private static Condition condition(RandomGenerator random) {
        return new Condition(
                "hr-high",
                random.nextBoolean() ? null : Vital.HR,
                Gen.pick(Side.values()).next(random),
                NUMBER.next(random),
                PRIORITY.next(random),
                random.nextInt(60_000),
                random.nextInt(101),
                NUMBER.next(random),
                random.nextInt(60_000),
                random.nextBoolean());
    }
}
