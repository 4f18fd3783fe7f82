package io.vigil.ward;

import io.vigil.core.Bounds;

import java.time.Duration;

/**
 * A ward's times.
 *
 * @param heartbeat how often subscribers hear the last number (PROTOCOL: 2 s)
 * @param rewake how often patients that have not reported are woken again
 * @param gathering how long after a start a snapshot waits for the patients' first reports: one
 *     without them would show a calm that isn't there
 * @param vitalsGap least time between two vitals of a patient (PROTOCOL: 1 s)
 * @param doubt how long an announcement that its patient no longer knows stays on the screens: the
 *     device is sending the frames again, and most likely the alarm comes back
 * @param idle how long an empty ward without subscribers stays awake
 * @param ringChanges changes kept for screens that come back
 */
public record WardSettings(
        Duration heartbeat,
        Duration rewake,
        Duration gathering,
        Duration vitalsGap,
        Duration doubt,
        Duration idle,
        int ringChanges) {

    public static final WardSettings STANDARD = new WardSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Bounds.FEED_RING_CHANGES);
}
