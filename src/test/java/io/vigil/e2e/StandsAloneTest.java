package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A standalone server is one process and needs none of the central role's libraries. */
class StandsAloneTest {

    @TempDir
    Path folder;

    @Test
    void nothingOfTheCentralRolesStoresIsLoaded() throws Exception {
        Path loaded = folder.resolve("classes.txt");
        List<String> flags = List.of("-Xlog:class+load:file=" + loaded);
        try (ServerProcess server = ServerProcess.start(folder, flags)) {
            server.stop();
        }

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("org.rocksdb."))
                .noneMatch(line -> line.contains("com.datastax.")
                        || line.contains("org.apache.pekko.persistence.cassandra.")
                        || line.contains("org.apache.kafka.")
                        || line.contains("redis.clients."));
    }
}
