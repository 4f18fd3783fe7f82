package io.vigil.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

class ServerHeapTest {

    @Test
    void addsUpTheHistogramOfTheJdk() {
        ServerHeap heap = ServerHeap.of(Stream.of(
                " num     #instances         #bytes  class name (module)",
                "-------------------------------------------------------",
                "   1:         65536        5242880  [B (java.base@25)",
                "   2:         32768        1048576  io.vigil.journal.TimeIndex$Entry",
                "   3:         32768        1048576  io.vigil.journal.TimeIndex",
                "Total        131072        8388608"));

        assertThat(heap).isEqualTo(new ServerHeap(8, 2));
    }

    @Test
    void whatIsNoHistogramIsUnknown() throws InterruptedException {
        assertThat(ServerHeap.of(Stream.of("12345: no such process")).isKnown()).isFalse();
        assertThat(ServerHeap.of((ProcessHandle) null).isKnown()).isFalse();
    }
}
