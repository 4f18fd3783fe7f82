package io.vigil.bench.peers;

/**
 * What a part of a trial took.
 *
 * @param seconds on the wall
 * @param own processor seconds of the contender
 * @param broker processor seconds of its broker; 0 if it has none
 * @param driver processor seconds of the one who sends and listens
 */
record Cost(long samples, double seconds, double own, double broker, double driver) {

    private static final double MILLION = 1e6;

    double samplesPerSecond() {
        return samples / seconds;
    }

    /** Of the contender's process alone. */
    double samplesPerSecondOfOwnCore() {
        return samples / own;
    }

    /** With the broker without which it would have no samples. */
    double samplesPerSecondOfCore() {
        return samples / (own + broker);
    }

    double cpuSecondsPerMillion() {
        return (own + broker) * MILLION / samples;
    }
}
