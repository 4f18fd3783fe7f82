package io.vigil.core.patient;

import io.vigil.core.PatientId;

import java.util.List;

/**
 * Who has a patient's bed or device beside the patient, as a ward or a device's actor knows it.
 *
 * @param others who have it too
 * @param gone who had it too, as was known here, and no longer have; and since when they had it
 * @param absent who don't have it here; whether they do elsewhere isn't known
 */
public record Contest(Claimed what, List<Claim> others, List<Claim> gone, List<PatientId> absent) {

    /** A patient has it. {@code since}: when that was decided, alike on all sites. */
    public record Claim(PatientId patient, long since) {}
}
