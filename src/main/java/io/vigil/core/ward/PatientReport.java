package io.vigil.core.ward;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;

import java.util.List;

/**
 * What a patient tells its ward, again and again until the ward confirms the number.
 *
 * @param incarnation names the patient's actor; numbers count from 1 in each
 * @param presence whether the patient lies in this ward
 * @param alarms the alarms that changed, whole; all open ones when {@code complete}
 * @param complete the ward forgets every alarm of the patient that isn't in the list
 * @param receivedNanos when the frame that caused it arrived, by the process's monotonic clock;
 *     0 if none did
 */
public record PatientReport(
        PatientId patient,
        String incarnation,
        long number,
        Presence presence,
        List<WardAlarm> alarms,
        boolean complete,
        long receivedNanos) {

    /** In the ward, or no longer. */
    public sealed interface Presence {
        /** {@code since}: when it came to the bed, alike on all sites; 0 where there is one. */
        record In(WardId ward, String name, BedId bed, long since) implements Presence {}

        /** {@code unpublished}: the ward is to wake it until all that happened is published. */
        record Out(boolean unpublished) implements Presence {}
    }

    /** The ward has all reports of this incarnation up to this number, durably. */
    public record Confirmed(WardId ward, PatientId patient, String incarnation, long number) {}
}
