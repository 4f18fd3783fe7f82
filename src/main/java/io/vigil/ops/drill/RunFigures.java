package io.vigil.ops.drill;

import io.vigil.ops.load.Latencies;

import java.util.List;

/**
 * What came of one run.
 *
 * @param offered samples that the devices sent
 * @param acked of those
 * @param ackedLost acked, and not in the history as they were sent
 * @param samplesDoubled more than once in the history
 * @param missed alarms that no screen saw, or that the history lacks
 * @param doubled alarms that no frame explains, or more than once in the history
 * @param sitesDiffer patients of whom a box and the centre don't say the same, or that one of them is
 *     not known to have all of
 * @param detection from when a frame was due to its alarm at the first screen, of those due while
 *     the fault lasted
 * @param gap the same, of those due until all was as before
 * @param connectedGap the same, of devices whose connection held
 * @param writableGap of each device, the longest that a frame waited for its ack
 * @param ackedAfterReturn of each device, from when servers that were away answered again until all
 *     that was due by then was acked; none if no server was away
 * @param seconds that the run took
 * @param remarks what is wrong, for a person
 */
record RunFigures(
        long offered,
        long acked,
        long ackedLost,
        long samplesDoubled,
        long alarmsExpected,
        long missed,
        long doubled,
        long sitesDiffer,
        Latencies detection,
        Latencies gap,
        Latencies connectedGap,
        Latencies writableGap,
        Latencies ackedAfterReturn,
        double seconds,
        List<String> remarks) {

    boolean isClean() {
        return ackedLost == 0
                && samplesDoubled == 0
                && missed == 0
                && doubled == 0
                && sitesDiffer == 0
                && acked == offered;
    }
}
