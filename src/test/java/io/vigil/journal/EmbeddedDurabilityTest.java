package io.vigil.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;

import io.vigil.core.Gen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Its store is away while the disk is full. */
class EmbeddedDurabilityTest extends JournalDurabilityContract {

    @TempDir
    private Path data;

    @Override
    protected Config journal() {
        return JournalConfig.in(data);
    }

    @Override
    protected void takeStoreAway(WriterProcess writer) throws Exception {
        writer.limitFileSize(4096);
    }

    @Override
    protected void bringStoreBack(WriterProcess writer) throws Exception {
        writer.limitFileSize(-1);
    }

    /** Old rows are packed every second meanwhile. */
    @Test
    void aProcessKilledWhilePackingLosesNothingEither() throws Exception {
        RandomGenerator random = Gen.random(Gen.seed());
        Map<String, Long> acked = new HashMap<>();
        for (int i = 0; i < KILLS; i++) {
            try (WriterProcess writer = WriterProcess.start(journal())) {
                writer.awaitMoreAcks(random.nextInt(2000, 3000));
                writer.kill();
                acked.putAll(writer.acked());
            }
        }
        long rows = assertAllThere(acked);
        long events = acked.values().stream().mapToLong(Long::longValue).sum();
        assertThat(rows).isLessThan(events);
    }
}
