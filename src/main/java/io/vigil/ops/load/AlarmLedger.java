package io.vigil.ops.load;

import io.vigil.core.AlarmId;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Which alarms the frames must raise, which were seen, and how long that took. */
final class AlarmLedger {

    /** When the frame that raises it was due, by {@link System#nanoTime}. */
    private final Map<String, Long> expected = new ConcurrentHashMap<>();

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> unexpected = ConcurrentHashMap.newKeySet();
    private final LongAdder received = new LongAdder();
    private final Latencies detection = new Latencies();
    private final long countsFromNanos;

    /** @param countsFromNanos alarms due before this are expected, but not timed */
    AlarmLedger(long countsFromNanos) {
        this.countsFromNanos = countsFromNanos;
    }

    /** Said before the frame is sent, so that the alarm can't come first. */
    void expect(AlarmId alarm, long dueNanos) {
        expected.put(alarm.value(), dueNanos);
    }

    /** The frame could not be sent after all. */
    void forget(AlarmId alarm) {
        expected.remove(alarm.value());
    }

    void saw(String alarm, long nowNanos) {
        if (!seen.add(alarm)) {
            return;
        }
        Long due = expected.get(alarm);
        if (due == null) {
            unexpected.add(alarm);
            return;
        }
        received.increment();
        if (due >= countsFromNanos) {
            detection.record(nowNanos - due);
        }
    }

    long expected() {
        return expected.size();
    }

    long received() {
        return received.sum();
    }

    long missed() {
        return expected() - received();
    }

    /** Alarms that no frame explains: a second one for the same episode has another onset. */
    long doubled() {
        return unexpected.size();
    }

    Latencies.Percentiles detection() {
        return detection.percentiles();
    }
}
