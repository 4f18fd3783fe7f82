package io.vigil.core.ward;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A ward's roster, in the order the patients came. */
public record WardState(WardId id, SequencedMap<PatientId, Place> roster) {

    /** Where a patient lies, and under which name. */
    public record Place(String name, BedId bed) {}

    public static WardState empty(WardId id) {
        return new WardState(id, new LinkedHashMap<>());
    }

    public boolean isIn(PatientId patient, Place place) {
        return place.equals(roster.get(patient));
    }

    /** Total and silent; the same event twice changes nothing. */
    public WardState evolve(WardEvent event) {
        SequencedMap<PatientId, Place> next = new LinkedHashMap<>(roster);
        switch (event) {
            case WardEvent.Enrolled e -> next.put(e.patient(), new Place(e.name(), e.bed()));
            case WardEvent.Left e -> next.remove(e.patient());
        }
        return new WardState(id, next);
    }

    /** The roster for readers. */
    public Map<PatientId, Place> places() {
        return Collections.unmodifiableMap(roster);
    }
}
