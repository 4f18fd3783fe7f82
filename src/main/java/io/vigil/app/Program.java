package io.vigil.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this program again, as another process. */
final class Program {

    /** What the launcher gives commands that are soon over, and no server should have. */
    private static final List<String> OF_SHORT_COMMANDS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private Program() {}

    /**
     * The command without its arguments: the flags and the class path that this process has.
     *
     * @param jvm more flags for its JVM, such as a heap size
     */
    static List<String> command(List<String> jvm) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.removeAll(OF_SHORT_COMMANDS);
        command.addAll(jvm);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        return command;
    }
}
