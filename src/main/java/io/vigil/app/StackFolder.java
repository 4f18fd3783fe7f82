package io.vigil.app;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Which stack is meant: an option of each of its commands. */
final class StackFolder {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-stack",
            description = "The stack's folder (default: ${DEFAULT-VALUE}).")
    Path path;
}
