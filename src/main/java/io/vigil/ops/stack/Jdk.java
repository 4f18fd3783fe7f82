package io.vigil.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a JDK of a version on this machine: Cassandra runs on 17 and on nothing newer. */
final class Jdk {

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private Jdk() {}

    /**
     * The {@code java} of a version.
     *
     * @param version such as 17
     */
    static Path java(int version) throws StackException {
        for (Path home : homes(version)) {
            Path java = home.resolve("bin/java");
            if (Files.isExecutable(java) && isVersion(home, version)) {
                return java;
            }
        }
        throw new StackException("needs a JDK " + version + " under " + INSTALLED
                + ", or its folder in VIGIL_JAVA_" + version);
    }

    private static List<Path> homes(int version) throws StackException {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(System.getenv("VIGIL_JAVA_" + version))
                .map(Path::of)
                .ifPresent(homes::add);
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> found = Files.list(INSTALLED)) {
                found.sorted().forEach(homes::add);
            } catch (IOException e) {
                throw new StackException("can't look into " + INSTALLED, e);
            }
        }
        return homes;
    }

    /** Each JDK has a file that says what it is. */
    private static boolean isVersion(Path home, int version) {
        Path release = home.resolve("release");
        try {
            return Files.isReadable(release)
                    && Files.readString(release).contains("JAVA_VERSION=\"" + version + ".");
        } catch (IOException e) {
            return false;
        }
    }
}
