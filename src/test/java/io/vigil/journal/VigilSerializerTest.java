package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.Gen;
import io.vigil.core.PatientId;

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
