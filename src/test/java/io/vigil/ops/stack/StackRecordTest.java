package io.vigil.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class StackRecordTest {

    @TempDir
    Path folder;

    @Test
    void isReadAsItWasWritten() throws Exception {
        Path java = Path.of("/opt/java");
        List<Path> jars = List.of(Path.of("/lib/a.jar"));
        long started = 1_764_000_000_000L;
        StackRecord record = new StackRecord(List.of(
                new StackRecord.Started(new RedisServer(6379, null), 17, started),
                new StackRecord.Started(
                        new CassandraNode(0, 1, 9042, 7000, 7199, 1024, java, jars, null),
                        18,
                        started),
                new StackRecord.Started(
                        new KafkaBroker(
                                0,
                                List.of(new KafkaBroker.Ports(9092, 9093)),
                                java,
                                jars,
                                List.of(),
                                null),
                        19,
                        started),
                new StackRecord.Started(
                        new CentralNode(
                                List.of("java"),
                                Path.of("/etc/central.conf"),
                                folder,
                                0,
                                8080,
                                List.of(new Cluster.Peer("127.0.0.1:7355", 7355))),
                        20,
                        started)));
        record.write(folder, "stack.json");

        assertThat(StackRecord.read(folder, "stack.json")).isEqualTo(record);
        StackRecord.remove(folder, "stack.json");
        assertThat(StackRecord.read(folder, "stack.json")).isNull();
    }

    @Test
    void aProcessIdThatWasGivenToAnotherIsNotIts() {
        ProcessHandle here = ProcessHandle.current();
        long started = StackRecord.Started.started(here);

        StackServer redis = new RedisServer(6379, null);

        assertThat(new StackRecord.Started(redis, here.pid(), started).running())
                .isEqualTo(here);
        assertThat(new StackRecord.Started(redis, here.pid(), started - 1).running())
                .isNull();
    }

    @Test
    void saysWhichFileIsSpoilt() throws Exception {
        Files.writeString(folder.resolve("stack.json"), "{nonsense");

        assertThatThrownBy(() -> StackRecord.read(folder, "stack.json"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("stack.json");
    }
}
