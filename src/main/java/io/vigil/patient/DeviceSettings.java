package io.vigil.patient;

import java.time.Duration;

/**
 * How long a device's actor waits for what.
 *
 * @param answerTimeout an assignment that isn't done by then is answered 'unavailable', and goes on
 * @param recoveryPatience a start that takes longer is told to the session
 * @param idle the actor of a device without a connection stops after this much silence
 * @param stopTimeout how long a stop waits for the write in flight
 * @param backoffMin first pause before a failed step or write is tried again
 * @param backoffMax longest pause
 */
public record DeviceSettings(
        Duration answerTimeout,
        Duration recoveryPatience,
        Duration idle,
        Duration stopTimeout,
        Duration backoffMin,
        Duration backoffMax) {

    public static DeviceSettings defaults() {
        return new DeviceSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(3));
    }
}
