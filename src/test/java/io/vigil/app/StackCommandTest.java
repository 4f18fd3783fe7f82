package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

class StackCommandTest {

    private final StringWriter out = new StringWriter();
    private final CommandLine vigil = Main.commandLine().setOut(new PrintWriter(out, true));

    @TempDir
    Path folder;

    @Test
    void statusAndDownLookIntoTheFolderThatIsNamed() {
        String none = "vigil: no stack was started in " + folder;

        assertThat(vigil.execute("stack", "status", "--dir", folder.toString())).isEqualTo(1);
        assertThat(vigil.execute("stack", "down", "--dir", folder.toString())).isZero();

        assertThat(out.toString().lines()).containsExactly(none, none);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "status"})
    void helpSaysWhichFolderIsMeantByDefault(String command) {
        assertThat(vigil.execute("stack", command, "--help")).isZero();

        assertThat(out.toString()).contains("--dir=DIR", "(default: vigil-stack)");
    }
}
