package io.vigil.core.patient;

import io.vigil.core.Bounds;
import io.vigil.core.PatientId;
import io.vigil.core.patient.Contest.Claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who has one bed, or one device: what a ward or a device's actor has heard since it started. Both
 * patients are kept as they are and told of each other; a transfer, a detachment or a discharge of
 * one of them settles it. Single-threaded.
 */
public final class Claimants {

    private final Claimed what;
    private final SortedMap<PatientId, Long> since = new TreeMap<>();
    /** Who had it beside others, the last ones, and since when. */
    private final SequencedMap<PatientId, Long> gone = new LinkedHashMap<>();

    public Claimants(Claimed what) {
        this.what = what;
    }

    /** The patient has it; true if that is news. */
    public boolean claims(PatientId patient, long at) {
        gone.remove(patient);
        Long before = since.put(patient, at);
        return before == null || before != at;
    }

    /** The patient doesn't have it any more; true if that is news. */
    public boolean letsGo(PatientId patient) {
        boolean wasContested = isContested();
        Long at = since.remove(patient);
        if (at != null && wasContested) {
            gone.putLast(patient, at);
            if (gone.size() > Bounds.CLAIMANTS_GONE_MAX) {
                gone.pollFirstEntry();
            }
        }
        return at != null;
    }

    public boolean has(PatientId patient) {
        return since.containsKey(patient);
    }

    public boolean isEmpty() {
        return since.isEmpty();
    }

    public boolean isContested() {
        return since.size() > 1;
    }

    /** All of them, in their order. */
    public List<PatientId> patients() {
        return List.copyOf(since.keySet());
    }

    /**
     * Whether the patient has yet to hear of this contest.
     *
     * @param alarmed with whom the patient has an open conflict about it, once for each
     */
    public boolean isNewsTo(PatientId patient, Collection<PatientId> alarmed) {
        Set<PatientId> others = new HashSet<>(since.keySet());
        others.remove(patient);
        return others.size() != alarmed.size() || !others.equals(new HashSet<>(alarmed));
    }

    /**
     * What one of them is to know.
     *
     * @param alarmed with whom the patient has an open conflict about it
     */
    public Contest of(PatientId patient, Collection<PatientId> alarmed) {
        List<Claim> others = new ArrayList<>();
        since.forEach((other, at) -> {
            if (!other.equals(patient)) {
                others.add(new Claim(other, at));
            }
        });
        List<Claim> left = new ArrayList<>();
        List<PatientId> absent = new ArrayList<>();
        for (PatientId other : alarmed) {
            Long had = gone.get(other);
            if (had != null) {
                left.add(new Claim(other, had));
            } else if (!since.containsKey(other)) {
                absent.add(other);
            }
        }
        return new Contest(what, List.copyOf(others), List.copyOf(left), List.copyOf(absent));
    }
}
