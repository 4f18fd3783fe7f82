package io.vigil.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(name = "vigil", mixinStandardHelpOptions = true)
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
