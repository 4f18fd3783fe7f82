package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.DeviceId;
import io.vigil.core.Gen;
import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

class BatchCodecTest {

    private static final long START = 1_764_000_000_000L;

    @Test
    void givesBackEveryBatchAsItWas() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 3000; i++) {
            Batch batch = BatchGen.BATCH.next(random);
            assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
        }
    }

    @Test
    void givesBackEveryStampAsItWas() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 2000; i++) {
            Batch batch = BatchGen.STAMPED.next(random);
            assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
            List<Stamp.Stamped> envelopes = batch.envelopes(new PatientId("p-17"));
            assertThat(envelopes.stream().flatMap(e -> e.envelope().events().stream()))
                    .containsExactlyElementsOf(batch.events());
            assertThat(envelopes.stream().map(e -> Stamp.of(e.envelope(), e.ahead())))
                    .containsExactlyElementsOf(batch.stamps());
        }
    }

    @Test
    void anEnvelopeOnItsWayComesBackAsItWasAndACorruptOneIsRefused() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 1000; i++) {
            Stamp.Stamped stamped = BatchGen.STAMPED
                    .next(random)
                    .envelopes(new PatientId("p-17"))
                    .getLast();
            byte[] bytes = EnvelopeCodec.encode(stamped.envelope());
            assertThat(EnvelopeCodec.decode(bytes)).isEqualTo(stamped.envelope());
            byte[] torn = corrupted(bytes, random);
            try {
                EnvelopeCodec.decode(torn);
            } catch (JournalFormatException e) {
                // Refused, and in no other way.
            }
        }
        byte[] plain = BatchCodec.encode(new Batch(1, List.of()));
        assertThatThrownBy(() -> EnvelopeCodec.decode(plain))
                .isInstanceOf(JournalFormatException.class);
    }

    /** Of a patient of one site not a byte more is written than before there were others. */
    @Test
    void stampsInAPackedRowCostAFewBytesEachAndNoneCostNothing() {
        List<PatientEvent> frames = new ArrayList<>();
        List<Stamp> stamps = new ArrayList<>();
        SiteId site = new SiteId("edge-7");
        SiteId centre = new SiteId("centre");
        for (int i = 0; i < 64; i++) {
            frames.add(frame("monitor-4", i + 1, START + i * 1000L, Values.of(Vital.HR, 80)));
            stamps.add(new Stamp(
                    site,
                    100 + i,
                    1,
                    new HybridTime(START + i * 1000L + i % 7, 0),
                    Versions.of(site, 99 + i).with(centre, 3),
                    false,
                    1));
        }
        int unstamped = BatchCodec.encode(new Batch(1, frames)).length;
        int stamped = BatchCodec.encode(new Batch(1, 0, frames, stamps, Versions.NONE)).length;
        assertThat(BatchCodec.encode(new Batch(1, frames))[0]).isEqualTo((byte) 2);
        assertThat(stamped - unstamped).isLessThan(64 * 10);
    }

    @Test
    void keepsTheOrderOfEventsAcrossDevicesAndTypes() {
        List<PatientEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(frame("monitor-4", i + 1, START + i * 1000L, Values.of(Vital.HR, 80)));
            events.add(frame("oximeter_7", i + 9, START + i * 1000L, Values.of(Vital.SPO2, 97)));
            if (i % 7 == 0) {
                events.add(new PatientEvent.Discharged(START, "lead-1"));
            }
        }
        Batch batch = new Batch(3, events);
        assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
    }

    @Test
    void aSteadyDeviceCostsAboutAByteASample() {
        List<PatientEvent> frames = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Values values = Values.of(Vital.HR, 80 + i % 3).with(Vital.SPO2, 97);
            frames.add(frame("monitor-4", i + 1, START + i * 1000L, values));
        }
        assertThat(BatchCodec.encode(new Batch(1, frames))).hasSizeLessThan(80);
    }

    @Test
    void tornBytesAreRefused() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 200; i++) {
            byte[] whole = BatchCodec.encode(BatchGen.BATCH.next(random));
            byte[] torn = Arrays.copyOf(whole, random.nextInt(whole.length));
            assertThatThrownBy(() -> BatchCodec.decode(torn))
                    .isInstanceOf(JournalFormatException.class);
        }
    }

    @Test
    void aFlippedBitIsRefused() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 500; i++) {
            byte[] bytes = BatchCodec.encode(BatchGen.BATCH.next(random));
            int bit = random.nextInt(bytes.length * 8);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> BatchCodec.decode(bytes))
                    .isInstanceOf(JournalFormatException.class);
        }
    }

    /** With a checksum that fits, so that what is behind it meets the corrupt bytes. */
    @Test
    void corruptBytesGiveABatchOrARefusalAndNothingElse() {
        RandomGenerator random = Gen.random(Gen.seed());
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            Batch batch = (i % 2 == 0 ? BatchGen.BATCH : BatchGen.STAMPED).next(random);
            byte[] whole = BatchCodec.encode(batch);
            for (int way = 0; way < 5; way++) {
                try {
                    BatchCodec.decode(corrupted(whole.clone(), random));
                } catch (JournalFormatException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    @Test
    void anUnknownVersionIsNamed() {
        byte[] bytes = BatchCodec.encode(new Batch(1, List.of()));
        bytes[0] = 9;
        assertThatThrownBy(() -> BatchCodec.decode(withChecksum(bytes)))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("unknown batch format 9");
    }

    private static byte[] corrupted(byte[] bytes, RandomGenerator random) {
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes; i++) {
            // The version byte stays: behind it is what this is about.
            int place = bytes.length > 5 ? random.nextInt(1, bytes.length - 4) : 0;
            bytes[place] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
        }
        boolean cut = random.nextInt(4) == 0 && bytes.length > 8;
        return withChecksum(cut ? Arrays.copyOf(bytes, random.nextInt(6, bytes.length)) : bytes);
    }

    static byte[] withChecksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 4 + i] = (byte) (crc.getValue() >>> 8 * i);
        }
        return bytes;
    }

    private static Observed frame(String device, long seq, long at, Values values) {
        return new Observed(new DeviceId(device), 1, seq, at, values, 0, Charted.NONE);
    }
}
