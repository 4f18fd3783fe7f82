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
        StackRecord record = new StackRecord(List.of(
                new StackRecord.Started("redis", "127.0.0.1:6379", 17, 1_764_000_000_000L)));
        record.write(folder, "stack.json");

        assertThat(StackRecord.read(folder, "stack.json")).isEqualTo(record);
        StackRecord.remove(folder, "stack.json");
        assertThat(StackRecord.read(folder, "stack.json")).isNull();
    }

    @Test
    void aProcessIdThatWasGivenToAnotherIsNotIts() {
        ProcessHandle here = ProcessHandle.current();
        long started = StackRecord.Started.started(here);

        assertThat(new StackRecord.Started("x", "y", here.pid(), started).running())
                .isEqualTo(here);
        assertThat(new StackRecord.Started("x", "y", here.pid(), started - 1).running())
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
