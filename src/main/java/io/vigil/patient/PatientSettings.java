package io.vigil.patient;

import java.time.Duration;

/**
 * How long a patient's actor waits for what.
 *
 * @param site where its alarms are decided, as shown on each
 * @param answerTimeout a person's command that isn't durable by then is answered 'not recorded'
 * @param wardTimeout how long a move's answer waits for the ward to show it
 * @param reportEvery unconfirmed reports are repeated this often
 * @param vitalsEvery a ward's board gets a patient's values at most this often
 * @param recoveryPatience a start that takes longer tells the devices to hold
 * @param idle a discharged patient's actor stops after this much silence
 * @param stopTimeout how long a stop waits for the write in flight
 * @param backoffMin first pause of the ledger after a failed write
 * @param backoffMax longest pause: how late a store that is back is noticed
 * @param rowsPerSnapshot journal rows from one snapshot to the next
 */
public record PatientSettings(
        String site,
        Duration answerTimeout,
        Duration wardTimeout,
        Duration reportEvery,
        Duration vitalsEvery,
        Duration recoveryPatience,
        Duration idle,
        Duration stopTimeout,
        Duration backoffMin,
        Duration backoffMax,
        int rowsPerSnapshot) {

    /**
     * A snapshot every 200 rows, three minutes of frames at one a second. While a disk is full every
     * ledger reads itself anew every few seconds, and what is after the snapshot is read each time;
     * but a snapshot carries the time index, and acks of its row wait for it.
     */
    public static PatientSettings defaults(String site) {
        return new PatientSettings(
                site,
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                200);
    }
}
