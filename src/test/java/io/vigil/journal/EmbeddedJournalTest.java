package io.vigil.journal;

import com.typesafe.config.Config;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class EmbeddedJournalTest extends JournalContract {

    @TempDir
    private Path data;

    @Override
    protected Config journal() {
        return JournalConfig.in(data);
    }
}
