package io.vigil.ops.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Command lines of Java programs. */
final class Commands {

    /** Flags for all of their JVMs, with a blank between two. */
    private static final List<String> FLAGS = Stream.of(
                    System.getProperty("vigil.stack.jvm", "").split(" "))
            .filter(flag -> !flag.isEmpty())
            .toList();

    private Commands() {}

    static List<String> java(
            Path java,
            List<String> flags,
            List<Path> classPath,
            String main,
            List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(flags);
        command.addAll(FLAGS);
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add(main);
        command.addAll(arguments);
        return command;
    }
}
