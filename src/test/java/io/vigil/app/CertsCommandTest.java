package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

class CertsCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void saysThatItsAuthorityIsForDevelopment() {
        assertThat(run("--host", "ward.example", "10.0.0.1", "--days", "7")).isZero();

        assertThat(folder.resolve("node.pem")).exists();
        assertThat(out.toString()).contains("WARNING", "for development");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aSecondRunMustSayRenew() {
        assertThat(run()).isZero();

        assertThat(run()).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("--renew");
        assertThat(run("--renew")).isZero();
    }

    private int run(String... options) {
        CommandLine command = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 3];
        arguments[0] = "certs";
        arguments[1] = "--dir";
        arguments[2] = folder.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return command.execute(arguments);
    }
}
