package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.Gen;
import io.vigil.core.PatientId;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;

class VigilSerializerTest {

    private final VigilSerializer serializer = new VigilSerializer();

    @Test
    void pekkoFindsItForEverythingThatIsStored(@TempDir Path data) {
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "test", JournalConfig.in(data));
        try {
            Serialization pekko = SerializationExtension.get(Adapter.toClassic(system));
            for (Object value : GoldenValues.all().values()) {
                assertThat(pekko.findSerializerFor(value)).isInstanceOf(VigilSerializer.class);
                assertThat(pekko.findSerializerFor(value).identifier())
                        .isEqualTo(VigilSerializer.ID);
            }
        } finally {
            system.terminate();
        }
    }

    @Test
    void givesBackEverySnapshotAsItWas() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 300; i++) {
            Recorded recorded = snapshot(random);
            byte[] bytes = serializer.toBinary(recorded);
            assertThat(serializer.fromBinary(bytes, serializer.manifest(recorded)))
                    .isEqualTo(recorded);
        }
    }

    @Test
    void corruptSnapshotsAreRefused() {
        RandomGenerator random = Gen.random(Gen.seed());
        for (int i = 0; i < 300; i++) {
            byte[] bytes = serializer.toBinary(snapshot(random));
            byte[] torn = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> serializer.fromBinary(torn, "patient-state/2"))
                    .isInstanceOf(JournalFormatException.class);
        }
    }

    @Test
    void whatOneSiteDecidesIsWrittenAsBeforeAndWhatSeveralDoWithTheirFacts() {
        RandomGenerator random = Gen.random(Gen.seed());
        assertThat(serializer.manifest(snapshot(random))).isEqualTo("patient-state/2");
        assertThat(serializer.manifest(BatchGen.BATCH.next(random))).isEqualTo("patient-batch/2");
        assertThat(serializer.manifest(BatchGen.STAMPED.next(random))).isEqualTo("patient-batch/3");
        for (int i = 0; i < 300; i++) {
            Recorded recorded = shared(random);
            byte[] bytes = serializer.toBinary(recorded);
            assertThat(serializer.manifest(recorded)).isEqualTo("patient-state/3");
            assertThat(serializer.fromBinary(bytes, "patient-state/3")).isEqualTo(recorded);
            byte[] torn = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> serializer.fromBinary(torn, "patient-state/3"))
                    .isInstanceOf(JournalFormatException.class);
        }
    }

    /** With a checksum that fits, so that what is behind it meets the corrupt bytes. */
    @Test
    void corruptSharedSnapshotsGiveASnapshotOrARefusalAndNothingElse() {
        RandomGenerator random = Gen.random(Gen.seed());
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = serializer.toBinary(shared(random));
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                int place = random.nextInt(1, bytes.length - 4);
                bytes[place] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            try {
                serializer.fromBinary(BatchCodecTest.withChecksum(bytes), "patient-state/3");
            } catch (JournalFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    /** Whatever sites may decide, in and out of turn. */
    private static Recorded shared(RandomGenerator random) {
        PatientId patient = new PatientId("p-17");
        Recorded recorded = Recorded.unknown(patient).among(new SiteId("centre"));
        int rows = random.nextInt(1, 12);
        for (int row = 1; row <= rows; row++) {
            SiteId site = new SiteId(random.nextInt(3) == 0 ? "centre" : "edge-1");
            boolean ahead = site.value().equals("edge-1") && random.nextInt(5) == 0;
            long seq = recorded.replica().marks().get(site) + (ahead ? 2 : 1);
            Versions seen = random.nextBoolean()
                    ? Versions.of(site, seq - 1)
                    : recorded.replica().marks().with(site, seq - 1);
            Envelope envelope = new Envelope(
                    site,
                    seq,
                    patient,
                    random.nextInt(2),
                    new HybridTime(row * 1000L, row),
                    seen,
                    BatchGen.BATCH.next(random).events());
            recorded = recorded.with(Batch.of(row, 0, envelope, ahead));
        }
        return recorded;
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "patient-batch/99"))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("patient-batch/99");
        assertThatThrownBy(() -> serializer.manifest("text"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Recorded snapshot(RandomGenerator random) {
        Recorded recorded = Recorded.unknown(new PatientId("p-17"));
        int rows = random.nextInt(1, 8);
        for (int row = 1; row <= rows; row++) {
            long published = random.nextInt(row + 1);
            recorded = recorded.with(
                    new Batch(row, published, BatchGen.BATCH.next(random).events()));
        }
        return recorded;
    }
}
