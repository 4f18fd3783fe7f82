package io.vigil;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a test starts this build in a JVM of its own: from the jar, as its users do. Tests start dozens of
 * them, and most of what a start costs is loading classes; so a first one leaves an archive of them to
 * all others.
 */
public final class ChildJvm {

    /** Starting fast matters more than running fast: a kill test starts it many times. */
    private static final List<String> LIGHT =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m");

    private static final Path BUILD = Path.of("target").toAbsolutePath();
    private static final Path JAR = BUILD.resolve("vigil.jar");
    private static final Path ARCHIVE = BUILD.resolve("vigil.jsa");
    private static final String LISTENS = "vigil: health and metrics on ";

    private ChildJvm() {}

    /** The program, without its arguments. */
    public static List<String> vigil(List<String> flags) {
        return command(flags, "io.vigil.app.Main");
    }

    /**
     * @param flags besides those that all have; the last one counts
     * @param main a class of the program or of its tests
     */
    public static List<String> command(List<String> flags, String main) {
        List<String> all = new ArrayList<>();
        // A JVM's remarks about its archive are for nobody.
        all.addAll(List.of("-XX:SharedArchiveFile=" + archive(), "-Xlog:disable"));
        all.addAll(flags);
        return plain(all, main);
    }

    private static List<String> plain(List<String> flags, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.library.path=" + System.getProperty("java.library.path"));
        command.addAll(LIGHT);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main));
        return command;
    }

    /** An archive holds of the class path's beginning only, and of jars only. */
    private static String classPath() {
        Stream<String> libraries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"));
        return Stream.concat(
                        Stream.concat(Stream.of(JAR.toString()), libraries),
                        Stream.of(BUILD.resolve("test-classes").toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static synchronized Path archive() {
        try {
            if (!Files.exists(ARCHIVE) || isNewer(JAR, ARCHIVE)) {
                make();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return ARCHIVE;
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    /** A server's start and end. */
    private static void make() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("vigil-archive");
        List<String> command = plain(
                List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Xlog:disable"),
                "io.vigil.app.Main");
        command.addAll(List.of("standalone", "--data", data.toString()));
        command.addAll(List.of("--http", "127.0.0.1:0", "--management", "127.0.0.1:0"));
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = server.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith(LISTENS)) {
                line = lines.readLine();
            }
            server.toHandle().destroy();
            lines.transferTo(Writer.nullWriter());
            server.waitFor();
        } finally {
            server.destroyForcibly();
            TemporaryFolder.delete(data);
        }
    }
}
