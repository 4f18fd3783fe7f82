package io.vigil.ops.load;

import io.vigil.core.AlarmId;
import io.vigil.core.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which alarms the frames must raise, which were seen, and how long that took. */
public final class AlarmLedger {

    /** When the frame that raises it was due, by {@link System#nanoTime}. */
    private final Map<String, Long> expected = new ConcurrentHashMap<>();

    /** When each was first seen, likewise. */
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    /** Said before the frame is sent, so that the alarm can't come first. */
    public void expect(AlarmId alarm, long dueNanos) {
        expected.put(alarm.value(), dueNanos);
    }

    /** The frame could not be sent after all. */
    void forget(AlarmId alarm) {
        expected.remove(alarm.value());
    }

    public void saw(String alarm, long nowNanos) {
        seen.putIfAbsent(alarm, nowNanos);
    }

    public boolean isExpected(String alarm) {
        return expected.containsKey(alarm);
    }

    public long expected() {
        return expected.size();
    }

    public long received() {
        return expected.keySet().stream().filter(seen::containsKey).count();
    }

    public long missed() {
        return missing().size();
    }

    /** The expected ones that nobody has seen. */
    public List<String> missing() {
        return sorted(expected.keySet().stream().filter(alarm -> !seen.containsKey(alarm)));
    }

    /** Alarms that no frame explains: a second one for the same episode has another onset. */
    public long doubled() {
        return unexplained().size();
    }

    public List<String> unexplained() {
        return sorted(seen.keySet().stream().filter(alarm -> !expected.containsKey(alarm)));
    }

    /** Those whose frame was due since then. */
    public List<String> expectedSince(long fromNanos) {
        return sorted(expected.entrySet().stream()
                .filter(alarm -> alarm.getValue() >= fromNanos)
                .map(Map.Entry::getKey));
    }

    /** From when a frame was due to its alarm, of those due in this time. */
    public Latencies detection(long fromNanos, long untilNanos) {
        return detection(fromNanos, untilNanos, _ -> true);
    }

    /** The same, of some alarms alone. */
    public Latencies detection(long fromNanos, long untilNanos, Predicate<AlarmId> which) {
        Latencies times = new Latencies();
        tookNanos(fromNanos, untilNanos, which).values().forEach(times::record);
        return times;
    }

    /** The alarms of {@link #detection} that took the longest, and how many ms each took. */
    public List<String> slowest(
            long fromNanos, long untilNanos, Predicate<AlarmId> which, int count) {
        return tookNanos(fromNanos, untilNanos, which).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(count)
                .map(alarm -> alarm.getKey()
                        + " "
                        + TimeUnit.NANOSECONDS.toMillis(alarm.getValue())
                        + " ms")
                .toList();
    }

    private Map<String, Long> tookNanos(long fromNanos, long untilNanos, Predicate<AlarmId> which) {
        Map<String, Long> took = new HashMap<>();
        expected.forEach((alarm, due) -> {
            @Nullable Long at = seen.get(alarm);
            if (at != null
                    && which.test(new AlarmId(alarm))
                    && due >= fromNanos
                    && due < untilNanos) {
                took.put(alarm, at - due);
            }
        });
        return took;
    }

    private static List<String> sorted(Stream<String> alarms) {
        return alarms.sorted().toList();
    }
}
