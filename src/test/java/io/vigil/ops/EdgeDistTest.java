package io.vigil.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What is installed on a ward's box, made from this build: installed, updated, refused, broken and rolled
 * back in a temporary root. It packs files and waits for starts, and so does it beside all others.
 */
@Execution(ExecutionMode.CONCURRENT)
class EdgeDistTest {

    @Test
    void itInstallsUpdatesFailsAndGoesBack() throws Exception {
        Process test =
                new ProcessBuilder("bash", "edge-dist/test/run").inheritIO().start();

        assertThat(test.waitFor()).as("what it says is in the output").isZero();
    }
}
