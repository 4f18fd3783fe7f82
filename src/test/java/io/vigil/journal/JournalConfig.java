package io.vigil.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import java.nio.file.Path;
import java.util.Map;

/** The journal exactly as the server has it, in a folder of the test's own. */
public final class JournalConfig {

    private JournalConfig() {}

    public static Config in(Path data) {
        // The test kits' patience, for machines that are busy with something else.
        return ConfigFactory.parseMap(
                        Map.of("vigil.data", data.toString(), "pekko.test.timefactor", 10))
                .withFallback(ConfigFactory.parseResources("journal.conf"))
                .withFallback(ConfigFactory.load())
                .resolve();
    }
}
