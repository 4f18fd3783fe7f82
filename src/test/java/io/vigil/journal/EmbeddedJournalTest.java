package io.vigil.journal;

import com.typesafe.config.Config;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class EmbeddedJournalTest extends JournalContract {

    @TempDir
    private Path data;

    @Override
    protected Config journal() {
        return JournalConfig.in(data);
    }

    /** A file stands where its folder should be. */
    @Override
    protected Config unreadable() throws IOException {
        return JournalConfig.in(Files.createFile(data.resolve("file")));
    }
}
