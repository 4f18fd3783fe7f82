package io.vigil.core.ward;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A ward's roster, in the order the patients came.
 *
 * @param departed those that have left and are woken all the same until they are published
 */
public record WardState(
        WardId id, SequencedMap<PatientId, Place> roster, SequencedSet<PatientId> departed) {

    /** Where a patient lies, and under which name. */
    public record Place(String name, BedId bed) {}

    public static WardState empty(WardId id) {
        return new WardState(id, new LinkedHashMap<>(), new LinkedHashSet<>());
    }

    /** Nobody lies here, and nobody is to be woken. */
    public boolean isVacant() {
        return roster.isEmpty() && departed.isEmpty();
    }

    public boolean isIn(PatientId patient, Place place) {
        return place.equals(roster.get(patient));
    }

    /** Total and silent; the same event twice changes nothing. */
    public WardState evolve(WardEvent event) {
        SequencedMap<PatientId, Place> next = new LinkedHashMap<>(roster);
        SequencedSet<PatientId> gone = new LinkedHashSet<>(departed);
        switch (event) {
            case WardEvent.Enrolled e -> {
                next.put(e.patient(), new Place(e.name(), e.bed()));
                gone.remove(e.patient());
            }
            case WardEvent.Departed e -> {
                next.remove(e.patient());
                gone.add(e.patient());
            }
            case WardEvent.Left e -> {
                next.remove(e.patient());
                gone.remove(e.patient());
            }
        }
        return new WardState(id, next, gone);
    }

    /** The roster for readers. */
    public Map<PatientId, Place> places() {
        return Collections.unmodifiableMap(roster);
    }
}
