package io.vigil.bench;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a server's time goes, by layer, from a flight recording of it: each sample of a running
 * thread counts for the first layer below that is anywhere on its stack.
 *
 * <pre>java src/test/java/io/vigil/bench/ProfileLayers.java FILE [SECONDS]</pre>
 *
 * <p>Only the last seconds count (60, if none are given): what came before is warm-up.
 */
public final class ProfileLayers {

    private static final Map<String, List<String>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("RocksDB, the embedded journal's store", List.of("org.rocksdb."));
        LAYERS.put("Cassandra's driver", List.of("com.datastax."));
        LAYERS.put("rules (core)", List.of("io.vigil.core."));
        LAYERS.put("rows of the journal (journal)", List.of("io.vigil.journal."));
        LAYERS.put("Pekko persistence", List.of("org.apache.pekko.persistence."));
        LAYERS.put("device sockets and frames (ingest)", List.of("io.vigil.ingest."));
        LAYERS.put("patients (patient)", List.of("io.vigil.patient."));
        LAYERS.put("wards and screens (ward, api)", List.of("io.vigil.ward.", "io.vigil.api."));
        LAYERS.put(
                "Pekko streams and HTTP",
                List.of("org.apache.pekko.stream.", "org.apache.pekko.http."));
        LAYERS.put("sockets", List.of("org.apache.pekko.io.", "sun.nio.ch."));
        LAYERS.put(
                "threads that wake and park",
                List.of("java.util.concurrent.ForkJoin", "java.util.concurrent.locks."));
        LAYERS.put("the rest", List.of(""));
    }

    private ProfileLayers() {}

    public static void main(String[] args) throws IOException {
        Duration last = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 60);
        List<RecordedEvent> samples = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(Path.of(args[0]))) {
            if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
                samples.add(event);
            }
        }
        Instant end = samples.stream()
                .map(RecordedEvent::getStartTime)
                .max(Instant::compareTo)
                .orElseThrow();
        samples.removeIf(sample -> sample.getStartTime().isBefore(end.minus(last)));
        Map<String, Integer> counts = new HashMap<>();
        samples.forEach(sample -> counts.merge(layer(sample.getStackTrace()), 1, Integer::sum));
        System.out.println(samples.size() + " samples");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(layer -> System.out.printf(
                        Locale.ROOT,
                        "%5.1f %%  %s%n",
                        100.0 * layer.getValue() / samples.size(),
                        layer.getKey()));
    }

    private static String layer(RecordedStackTrace stack) {
        return LAYERS.entrySet().stream()
                .filter(layer -> layer.getValue().stream().anyMatch(name -> isOn(stack, name)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOn(RecordedStackTrace stack, String name) {
        return stack == null
                ? name.isEmpty()
                : stack.getFrames().stream()
                        .map(RecordedFrame::getMethod)
                        .anyMatch(method -> method.getType().getName().startsWith(name));
    }
}
