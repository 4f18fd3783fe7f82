package io.vigil.ward;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Claimants;
import io.vigil.core.patient.Claimed;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.Contest;
import io.vigil.core.ward.PatientReport.Presence;
import io.vigil.core.ward.WardAlarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who lies in which bed by the patients' own reports, and which patients have yet to hear that they
 * share one, or no longer do. What a patient has heard shows in its alarms, so nothing is kept of
 * that here, and what gets lost is told again.
 */
final class Beds {

    /** A patient is to hear this. */
    record Told(PatientId patient, Contest contest) {}

    private final WardId ward;
    private final Map<BedId, Claimants> beds = new HashMap<>();
    private final Map<PatientId, BedId> places = new HashMap<>();

    Beds(WardId ward) {
        this.ward = ward;
    }

    /** True if it changes who lies where. */
    boolean take(PatientId patient, Presence presence) {
        BedId before = places.get(patient);
        BedId now = presence instanceof Presence.In in ? in.bed() : null;
        boolean isNews = false;
        if (before != null && !before.equals(now)) {
            places.remove(patient);
            isNews = leave(before, patient);
        }
        if (presence instanceof Presence.In in) {
            places.put(patient, in.bed());
            isNews |= beds.computeIfAbsent(
                            in.bed(), bed -> new Claimants(new Claimed.Bed(ward, bed)))
                    .claims(patient, in.since());
        }
        return isNews;
    }

    private boolean leave(BedId bed, PatientId patient) {
        Claimants claimants = beds.get(bed);
        boolean hasLeft = claimants != null && claimants.letsGo(patient);
        if (claimants != null && claimants.isEmpty()) {
            beds.remove(bed);
        }
        return hasLeft;
    }

    /**
     * Who must hear what.
     *
     * @param open the ward's open alarms
     * @param silent beds of patients who have not reported: who lies there isn't known
     */
    List<Told> untold(List<WardAlarm> open, Set<BedId> silent) {
        Map<PatientId, List<PatientId>> alarmed = alarmed(open);
        List<Told> untold = new ArrayList<>(0);
        beds.forEach((bed, claimants) -> {
            if (!silent.contains(bed)) {
                for (PatientId patient : claimants.patients()) {
                    List<PatientId> others = alarmed.getOrDefault(patient, List.of());
                    if (claimants.isNewsTo(patient, others)) {
                        untold.add(new Told(patient, claimants.of(patient, others)));
                    }
                }
            }
        });
        return untold;
    }

    /** With whom each patient has an open conflict over its bed. */
    private static Map<PatientId, List<PatientId>> alarmed(List<WardAlarm> open) {
        Map<PatientId, List<PatientId>> alarmed = new HashMap<>();
        for (WardAlarm shown : open) {
            Alarm alarm = shown.alarm();
            PatientId other = ConflictDecisions.with(alarm);
            if (other != null && alarm.device() == null && alarm.ended() == null) {
                alarmed.computeIfAbsent(shown.patient(), _ -> new ArrayList<>()).add(other);
            }
        }
        return alarmed;
    }
}
