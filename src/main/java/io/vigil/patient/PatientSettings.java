package io.vigil.patient;

import io.vigil.core.Bounds;
import io.vigil.core.replica.SiteId;

import java.time.Duration;

/**
 * How long a patient's actor waits for what.
 *
 * @param site where its alarms are decided, as shown on each
 * @param shared whether other sites decide for the same patients
 * @param answerTimeout a person's command that isn't durable by then is answered 'not recorded'
 * @param wardTimeout how long a move's answer waits for the ward to show it
 * @param reportEvery unconfirmed reports are repeated this often
 * @param vitalsEvery a ward's board gets a patient's values at most this often; less than the second
 *     between two frames, so that one that comes early needs no timer
 * @param recoveryPatience a start that takes longer tells the devices to hold
 * @param idle a discharged patient's actor stops after this much silence
 * @param stopTimeout how long a stop waits for the write in flight
 * @param backoffMin first pause of the ledger after a failed write
 * @param backoffMax longest pause: how late a store that is back is noticed
 * @param watched whether devices' sessions may outlive the patient's actor, on other nodes, and
 *     are to be told what they need to judge frames meanwhile
 * @param rowsPerSnapshot journal rows from one snapshot to the next
 */
public record PatientSettings(
        String site,
        boolean shared,
        Duration answerTimeout,
        Duration wardTimeout,
        Duration reportEvery,
        Duration vitalsEvery,
        Duration recoveryPatience,
        Duration idle,
        Duration stopTimeout,
        Duration backoffMin,
        Duration backoffMax,
        boolean watched,
        int rowsPerSnapshot) {

    /**
     * 250 rows are four minutes of frames at one a second, which is little to replay; a snapshot
     * carries the time index, which is too much for every minute.
     */
    public static PatientSettings defaults(String site) {
        return new PatientSettings(
                site,
                false,
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofMillis(750),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                false,
                250);
    }

    /**
     * How many frames of a patient may wait for a store that is down before its devices are told to
     * hold. A standalone server's store is a disk that is full or broken, which somebody has to mend:
     * they hold at once. A cluster's store is a restart away: devices go on while they have credit.
     */
    int unackedBeforeHold() {
        return watched ? Bounds.CREDIT_FRAMES : 0;
    }

    /**
     * The name as others know this site.
     *
     * @throws IllegalArgumentException if the name is none that a site may have among others
     */
    SiteId siteId() {
        return new SiteId(site);
    }

    /** For a cluster, where sessions and patients are on different nodes. */
    public PatientSettings inCluster() {
        return with(shared, true);
    }

    /** For a site that is not the only one: what each decides becomes an envelope for the others. */
    public PatientSettings amongSites() {
        return with(true, watched);
    }

    private PatientSettings with(boolean isShared, boolean isWatched) {
        return new PatientSettings(
                site,
                isShared,
                answerTimeout,
                wardTimeout,
                reportEvery,
                vitalsEvery,
                recoveryPatience,
                idle,
                stopTimeout,
                backoffMin,
                backoffMax,
                isWatched,
                rowsPerSnapshot);
    }
}
