package io.vigil.bench.peers;

import io.vigil.ops.load.Latencies;

/**
 * What came of one contender's trial.
 *
 * @param flood as fast as it took them
 * @param paced at the steady rate
 * @param alarm from when a sample was due to its alarm, at the steady rate
 * @param durable the same until the alarm is stored
 * @param alarms foreseen in all
 * @param isSame whether just those were heard, raised and ended when foreseen
 * @param loadAverage of the machine when it ended
 */
record Figures(
        String name,
        Cost flood,
        Cost paced,
        Latencies.Percentiles alarm,
        Latencies.Percentiles durable,
        int alarms,
        boolean isSame,
        double peakRssMb,
        double loadBefore,
        double loadAverage) {}
