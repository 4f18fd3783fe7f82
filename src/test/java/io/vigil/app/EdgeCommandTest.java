package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands in the way of a start; a box that starts is edge-dist/test/run's affair. */
class EdgeCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'', 'vigil.site is missing'",
        "'vigil.site = \" \"', 'vigil.site is missing'",
        "'vigil { site = a', 'edge.conf'"
    })
    void saysWhatIsWrongWithItsFile(String text, String reason) throws Exception {
        Path file = Files.writeString(folder.resolve("edge.conf"), text);

        assertThat(run(file)).contains("vigil: ").contains(reason);
    }

    @Test
    void saysThatItsFileIsNotThere() {
        assertThat(run(folder.resolve("none.conf"))).contains("can't read the config file");
    }

    private String run(Path file) {
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("edge", "--config", file.toString(), "--data", folder.toString());
        assertThat(code).isEqualTo(Main.EXIT_USAGE);
        return err.toString();
    }
}
