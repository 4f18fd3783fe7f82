package io.vigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.ops.stack.ServerForTests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

class SchemaCommandTest {

    private record Ended(int code, String out, String err) {}

    @TempDir
    private Path folder;

    @Test
    void makesTheSchemaThatTheOptionsName() {
        ServerForTests cassandra = ServerForTests.cassandra();
        String[] line = {
            "schema",
            "--contact-point",
            cassandra.address(),
            "--datacenter",
            ServerForTests.datacenter(),
            "--keyspace",
            "by_options",
            "--replication",
            "1"
        };

        Ended first = run(line);
        assertThat(first.code()).as("%s", first).isZero();
        assertThat(first.out())
                .contains("vigil: made keyspace by_options with copies dc1:1")
                .contains("vigil: made tables");
        Ended again = run(line);
        assertThat(again.code()).as("%s", again).isZero();
        assertThat(again.out().strip())
                .isEqualTo("vigil: keyspace by_options has all its tables already");
    }

    @Test
    void takesTheServersConfigurationAndOptionsBeforeIt() throws Exception {
        ServerForTests cassandra = ServerForTests.cassandra();
        Path file = Files.writeString(folder.resolve("central.conf"), """
            vigil.cassandra {
              contact-points = ["%s"]
              datacenter = %s
              keyspace = by_file
            }
            """.formatted(
                        cassandra.address(), ServerForTests.datacenter()));

        Ended three = run("schema", "--config", file.toString());
        assertThat(three.code()).isEqualTo(Main.EXIT_USAGE);
        assertThat(three.err().strip())
                .startsWith("vigil: data centre dc1 has 1 nodes and can't keep 3 copies");
        Ended one = run("schema", "--config", file.toString(), "--replication", "1");
        assertThat(one.code()).as("%s", one).isZero();
        assertThat(one.out()).contains("made keyspace by_file with copies dc1:1");
    }

    @Test
    void aBadOptionIsOneLineAndExitCode2() {
        for (String[] line : new String[][] {
            {"schema", "--config", folder.resolve("none.conf").toString()},
            {"schema", "--contact-point", "nowhere"},
            {"schema", "--replication", "eu=3"},
            {"schema", "--keyspace", "no such; name"}
        }) {
            Ended ended = run(line);
            assertThat(ended.code()).as("%s", ended).isEqualTo(Main.EXIT_USAGE);
            assertThat(ended.err().lines()).as("%s", ended).hasSize(1);
            assertThat(ended.err()).startsWith("vigil: ");
        }
    }

    private static Ended run(String... line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(line);
        return new Ended(code, out.toString(), err.toString());
    }
}
