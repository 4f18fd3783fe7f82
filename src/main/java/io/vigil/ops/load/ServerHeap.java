package io.vigil.ops.load;

import io.vigil.core.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What lives in a server's heap, counted after a full collection by the JDK's own {@code jcmd}.
 * {@link ServerFigures#UNKNOWN} where there is no such tool, or no such process any more.
 *
 * @param indexMb of it what tells in which rows a history is, which grows with a patient's stay
 */
public record ServerHeap(double liveMb, double indexMb) {

    private static final ServerHeap UNKNOWN =
            new ServerHeap(ServerFigures.UNKNOWN, ServerFigures.UNKNOWN);

    private static final String INDEX = "io.vigil.journal.TimeIndex";
    private static final String TOTAL = "Total";
    private static final double BYTES_PER_MIB = 1024 * 1024;

    /** Of another process: one that counts its own heap stands still, and can't read the answer. */
    static ServerHeap of(@Nullable ProcessHandle process) throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (process == null || !Files.isExecutable(jcmd)) {
            return UNKNOWN;
        }
        try {
            Process asking = new ProcessBuilder(
                            jcmd.toString(), String.valueOf(process.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader lines = asking.inputReader(StandardCharsets.UTF_8)) {
                ServerHeap heap = of(lines.lines());
                return asking.waitFor() == 0 ? heap : UNKNOWN;
            }
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Of a histogram's lines: a number, instances, bytes, class; at the end the total. */
    static ServerHeap of(Stream<String> histogram) {
        double live = ServerFigures.UNKNOWN;
        double index = 0;
        for (String line : histogram.toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length == 3 && words[0].equals(TOTAL)) {
                live = Long.parseLong(words[2]) / BYTES_PER_MIB;
            } else if (words.length >= 4 && words[3].startsWith(INDEX)) {
                index += Long.parseLong(words[2]) / BYTES_PER_MIB;
            }
        }
        return live < 0 ? UNKNOWN : new ServerHeap(live, index);
    }

    boolean isKnown() {
        return liveMb >= 0;
    }
}
