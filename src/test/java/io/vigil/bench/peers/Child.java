package io.vigil.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of those compared, in a process of its own: the same Java, heap and collector for each. */
final class Child implements AutoCloseable {

    /** A line that says that it takes samples now. */
    static final String READY = "ready";

    static final String HEAP = "-Xmx2g";

    /** What the launcher gives Vigil, and what Flink's own launcher opens to it. */
    private static final List<String> FLAGS = List.of(
            HEAP,
            "-XX:+UseG1GC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.library.path=" + System.getProperty("java.library.path"),
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");

    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final BufferedReader lines;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.log = log;
    }

    static Child start(Path log, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Child(process, log);
    }

    /** Waits for a line that begins so; the rest of it. */
    String await(String beginning) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
            keep(line);
        }
        throw new IOException("it has ended; see " + log);
    }

    /** What it says from now on goes into its log: a full pipe would stop it. */
    void listen() {
        Thread.ofVirtual().start(() -> {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    keep(line);
                }
            } catch (IOException e) {
                // It has ended.
                return;
            }
        });
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void keep(String line) throws IOException {
        Files.writeString(
                log,
                line + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
