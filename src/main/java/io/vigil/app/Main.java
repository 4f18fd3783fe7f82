package io.vigil.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The command line: each command reads its options and hands over to the part that does it. */
@Command(
        name = "vigil",
        description =
                "Watches patients: vital signs in, alarms out, nothing acknowledged ever lost.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            StandaloneCommand.class,
            EdgeCommand.class,
            CentralCommand.class,
            TokenCommand.class,
            ReplayCommand.class,
            LoadCommand.class,
            CompareCommand.class,
            StackCommand.class,
            CertsCommand.class,
            ClusterCommand.class,
            SchemaCommand.class,
            DrillCommand.class,
            SimulateCommand.class,
            EncodingReportCommand.class,
            DiskReportCommand.class,
            HistoryReportCommand.class,
            Main.VersionCommand.class
        })
public final class Main {

    /** A flag that can't be used, a port that is taken: what the person at the keyboard can mend. */
    static final int EXIT_USAGE = 2;

    /** The other nodes went on without this one: whoever runs it should start it again. */
    static final int EXIT_DOWNED = 3;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Main::explain)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(HostPort.class, HostPort::parse);
    }

    private static int explain(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("bad arguments");
        command.getErr().println("vigil: " + reason + " (see vigil --help)");
        return EXIT_USAGE;
    }

    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Runnable {

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().getOut().println(Version.read());
        }
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {read()};
        }

        static String read() {
            return "vigil " + number();
        }

        static String number() {
            Properties properties = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("/version.properties")) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.getProperty("version");
        }
    }
}
