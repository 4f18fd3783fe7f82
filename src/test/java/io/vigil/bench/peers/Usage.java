package io.vigil.bench.peers;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What was used up to one moment; processor times in seconds. */
record Usage(long nanos, long samples, double own, double broker, double driver) {

    private static final double KIB_PER_MIB = 1024;

    static Usage of(Contender contender, long samples) {
        return new Usage(
                System.nanoTime(),
                samples,
                cpuSeconds(contender.process()),
                cpuSeconds(contender.broker()),
                cpuSeconds(ProcessHandle.current()));
    }

    Cost since(Usage before) {
        return new Cost(
                samples - before.samples,
                (nanos - before.nanos) / 1e9,
                own - before.own,
                broker - before.broker,
                driver - before.driver);
    }

    /** The most that the process has had. */
    static double peakRssMb(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double cpuSeconds(@Nullable ProcessHandle process) {
        return process == null
                ? 0
                : process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow() / 1000.0;
    }
}
