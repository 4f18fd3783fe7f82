package io.vigil.journal;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;

import io.vigil.ChildJvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link JournalWriter} in a JVM of its own, and what it has said. */
public final class WriterProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Thread reader;
    private final Map<String, Long> acked = new ConcurrentHashMap<>();
    private final AtomicLong acks = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private WriterProcess(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    static WriterProcess start(Config journal) throws IOException {
        Path file = Files.createTempFile("vigil-writer", ".conf");
        file.toFile().deleteOnExit();
        Files.writeString(file, journal.root().render(ConfigRenderOptions.concise()));
        List<String> command = ChildJvm.command(List.of("-Xmx256m"), JournalWriter.class.getName());
        command.add(file.toString());
        return new WriterProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The highest row of each patient that was acknowledged. */
    Map<String, Long> acked() {
        return Map.copyOf(acked);
    }

    long acks() {
        return acks.get();
    }

    void awaitMoreAcks(int count) {
        awaitAbove(acks, acks.get() + count);
    }

    void awaitMoreFailures(int count) {
        awaitAbove(failures, failures.get() + count);
    }

    /** The largest file this process may write from now on; -1 for any size. */
    public void limitFileSize(long bytes) throws IOException, InterruptedException {
        String limit = bytes < 0 ? "unlimited" : Long.toString(bytes);
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid=" + process.pid(), "--fsize=" + limit + ":unlimited")
                .inheritIO()
                .start();
        if (prlimit.waitFor() != 0) {
            throw new IOException("prlimit failed");
        }
    }

    /** SIGKILL: nothing in the process gets to run any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join();
    }

    /** Ends it as a server ends. */
    void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the writer does not end");
        }
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void awaitAbove(AtomicLong counter, long target) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> counter.get() >= target);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "acked" -> {
                        acked.put(words[1], Long.parseLong(words[2]));
                        acks.incrementAndGet();
                    }
                    case "failed" -> failures.incrementAndGet();
                    default -> {
                        // Recovered, or a line of the log.
                    }
                }
            }
        } catch (IOException e) {
            // Killed in the middle of a line.
        }
    }
}
