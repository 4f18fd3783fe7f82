package io.vigil.ops.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines of Java programs. */
final class Commands {

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
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add(main);
        command.addAll(arguments);
        return command;
    }
}
