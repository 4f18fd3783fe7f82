package io.vigil.ops.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The class paths of the servers, each resolved by Maven from a pom of its own (resources/stack) and
 * kept beside it: no library of theirs gets near Vigil's own.
 */
final class ClassPaths {

    private static final String GOAL =
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath";
    private static final int ERRORS_SHOWN = 5;
    private static final Object FETCHING = new Object();

    private final Path folder;

    /** @param folder where poms and class paths are kept */
    ClassPaths(Path folder) {
        this.folder = folder;
    }

    /**
     * The jars of {@code cassandra} or {@code kafka}; the first time, Maven fetches them, and whoever
     * asks meanwhile waits for it.
     */
    List<Path> of(String server) throws StackException, InterruptedException {
        synchronized (FETCHING) {
            return fetched(server);
        }
    }

    private List<Path> fetched(String server) throws StackException, InterruptedException {
        try {
            byte[] pom = resource(server + ".pom.xml");
            Path here = Files.createDirectories(folder.resolve(server));
            Path file = here.resolve("pom.xml");
            Path classPath = here.resolve("class-path");
            boolean isCurrent = Files.exists(classPath) && Arrays.equals(pom, read(file));
            if (!isCurrent || !exist(jars(classPath))) {
                Files.write(file, pom);
                resolve(server, file, classPath);
            }
            return jars(classPath);
        } catch (IOException e) {
            throw new StackException("can't use " + folder + ": " + e.getMessage(), e);
        }
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = ClassPaths.class.getResourceAsStream("/stack/" + name)) {
            if (in == null) {
                throw new IOException("no resource stack/" + name);
            }
            return in.readAllBytes();
        }
    }

    private static void resolve(String server, Path pom, Path classPath)
            throws IOException, StackException, InterruptedException {
        Path log = classPath.resolveSibling("maven.log");
        Process maven = start(pom, classPath, log);
        if (maven.waitFor() != 0) {
            List<String> errors = Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("[ERROR]"))
                    .limit(ERRORS_SHOWN)
                    .toList();
            throw new StackException(
                    "Maven could not fetch " + server + " (" + log + "): " + errors);
        }
    }

    private static Process start(Path pom, Path classPath, Path log) throws StackException {
        try {
            return new ProcessBuilder(
                            "mvn",
                            "-B",
                            "-ntp",
                            "-f",
                            pom.toString(),
                            GOAL,
                            "-Dmdep.outputFile=" + classPath.toAbsolutePath())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new StackException("the stack needs Maven (mvn on the PATH) to fetch itself", e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private static List<Path> jars(Path classPath) throws IOException {
        return Arrays.stream(Files.readString(classPath).strip().split(":"))
                .map(Path::of)
                .toList();
    }

    private static boolean exist(List<Path> jars) {
        return jars.stream().allMatch(Files::exists);
    }
}
