package io.vigil.ops.load;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the server says of itself, and the operating system of its process, at one moment.
 *
 * @param beside processor time of what the server stands on, by name
 */
record ServerFigures(
        NavigableMap<Double, Double> announce,
        double cpuSeconds,
        double peakRssMb,
        NavigableMap<String, Double> beside) {

    static final double UNKNOWN = -1;

    private static final String BUCKET = "vigil_announce_latency_seconds_bucket{le=\"";
    private static final double KIB_PER_MIB = 1024;

    static ServerFigures of(HttpClient http, LoadTarget target) throws InterruptedException {
        ProcessHandle process = target.process();
        return new ServerFigures(
                announce(http, target.management()),
                cpuSeconds(process),
                peakRssMb(process),
                beside(target.beside()));
    }

    /** Processor time since {@code before}, {@link #UNKNOWN} where it isn't known. */
    double cpuSecondsSince(ServerFigures before) {
        return cpuSeconds < 0 ? UNKNOWN : cpuSeconds - before.cpuSeconds;
    }

    /** The same of what the server stands on, where it is known. */
    NavigableMap<String, Double> besideSince(ServerFigures before) {
        NavigableMap<String, Double> used = new TreeMap<>();
        beside.forEach((name, seconds) -> {
            double was = before.beside.getOrDefault(name, UNKNOWN);
            if (seconds >= 0 && was >= 0) {
                used.put(name, seconds - was);
            }
        });
        return used;
    }

    private static NavigableMap<String, Double> beside(Map<String, ProcessHandle> processes) {
        NavigableMap<String, Double> used = new TreeMap<>();
        processes.forEach((name, process) -> used.put(name, cpuSeconds(process)));
        return used;
    }

    static double cpuSeconds(@Nullable ProcessHandle process) {
        return process == null
                ? UNKNOWN
                : process.info().totalCpuDuration().map(ServerFigures::seconds).orElse(UNKNOWN);
    }

    /** The kernel's high-water mark; unknown where there is no /proc. */
    static double peakRssMb(@Nullable ProcessHandle process) {
        if (process == null) {
            return UNKNOWN;
        }
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB;
                }
            }
        } catch (IOException e) {
            return UNKNOWN;
        }
        return UNKNOWN;
    }

    /** Of what was announced since {@code before}: each percentile is its bucket's upper bound. */
    Latencies.Percentiles announcedSince(ServerFigures before) {
        NavigableMap<Double, Double> counts = new TreeMap<>();
        announce.forEach((bound, count) ->
                counts.put(bound, count - before.announce.getOrDefault(bound, 0.0)));
        double total = counts.isEmpty() ? 0 : counts.lastEntry().getValue();
        return total <= 0
                ? Latencies.Percentiles.NONE
                : new Latencies.Percentiles(
                        (long) total,
                        boundMs(counts, total * 0.5),
                        boundMs(counts, total * 0.99),
                        boundMs(counts, total * 0.999),
                        boundMs(counts, total));
    }

    private static double boundMs(NavigableMap<Double, Double> counts, double rank) {
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            if (bucket.getValue() >= rank) {
                return bucket.getKey() * 1000;
            }
        }
        return counts.lastKey() * 1000;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static NavigableMap<Double, Double> announce(HttpClient http, @Nullable URI management)
            throws InterruptedException {
        NavigableMap<Double, Double> buckets = new TreeMap<>();
        if (management == null) {
            return buckets;
        }
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(management.resolve("/metrics")).build();
            String text =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            text.lines().filter(line -> line.startsWith(BUCKET)).forEach(line -> {
                int end = line.indexOf('"', BUCKET.length());
                String bound = line.substring(BUCKET.length(), end).replace("+Inf", "Infinity");
                String count = line.substring(line.lastIndexOf(' ') + 1);
                buckets.put(Double.valueOf(bound), Double.valueOf(count));
            });
        } catch (IOException e) {
            return new TreeMap<>();
        }
        return buckets;
    }
}
