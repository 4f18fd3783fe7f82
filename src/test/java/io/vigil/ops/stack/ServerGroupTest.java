package io.vigil.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ServerGroupTest {

    @TempDir
    Path folder;

    /** A demo left running once passed for the first node of a cluster that had died. */
    @Test
    void whoHasAServersPortDoesNotPassForIt() throws Exception {
        Path config = Files.createFile(folder.resolve("central.conf"));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int http = other.getLocalPort() - 1;
            List<String> progress = new ArrayList<>();
            Cluster.Plan plan =
                    new Cluster.Plan(folder, List.of("false"), config, 1, http, List.of());

            assertThatThrownBy(() -> Cluster.up(plan, progress::add))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("central-1 can't start")
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort() + " is taken");
            assertThat(progress).isEmpty();
            assertThat(Cluster.status(folder)).isEmpty();
        }
    }
}
