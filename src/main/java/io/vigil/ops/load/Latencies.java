package io.vigil.ops.load;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/** Times from many threads, to three digits. */
public final class Latencies {

    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(30);

    private final Histogram histogram = new ConcurrentHistogram(MAX_NANOS, 3);

    public void record(long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
    }

    public Percentiles percentiles() {
        return new Percentiles(histogram.getTotalCount(), ms(50), ms(99), ms(99.9), ms(100));
    }

    /** Takes the other's times in. */
    public void add(Latencies other) {
        histogram.add(other.histogram);
    }

    private double ms(double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    /** In milliseconds. */
    public record Percentiles(long count, double p50, double p99, double p999, double max) {

        static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0);
    }
}
