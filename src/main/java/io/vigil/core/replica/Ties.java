package io.vigil.core.replica;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.patient.PatientEvent.ChartedByHand;
import io.vigil.core.patient.PatientEvent.Observed;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.PatientState.Notes;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.util.Comparator;

/**
 * Two values of a vital at one time. Where there is one site, the one that came first is shown and
 * judged. Sites hear of them in different orders, so among sites it is the values themselves that
 * decide which one is shown; both stay in the history, and each was judged where it landed.
 */
final class Ties {

    /** What a person charted, else by the device and the value. */
    private static final Comparator<Reading> PREFERENCE = Comparator.comparing(
                    Reading::device, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Reading::spot)
            .thenComparing(Reading::value);

    private Ties() {}

    static PatientState settled(PatientState patient, Observed e) {
        return settled(patient, e.values(), e.spot(), e.device(), e.charted(), e.at());
    }

    static PatientState settled(PatientState patient, ChartedByHand e) {
        return settled(patient, e.values(), e.values().mask(), null, e.charted(), e.at());
    }

    private static PatientState settled(
            PatientState patient,
            Values values,
            int spot,
            @Nullable DeviceId device,
            Charted charted,
            long at) {
        int preferred = 0;
        int place = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
            Vital vital = Vital.at(Integer.numberOfTrailingZeros(bits));
            Reading shown = patient.reading(vital);
            Reading other =
                    new Reading(values.number(place), at, device, (spot & vital.bit()) != 0);
            if (shown != null && shown.at() == at && PREFERENCE.compare(other, shown) > 0) {
                preferred |= vital.bit();
            }
        }
        Notes notes = worse(patient.charted(), charted, at);
        return preferred == 0 && notes.equals(patient.charted())
                ? patient
                : patient.withShown(
                        patient.readings().with(values, preferred, at, device, spot), notes);
    }

    /** Of two notes of one time, the worse. */
    private static Notes worse(Notes notes, Charted charted, long at) {
        Consciousness level = notes.consciousness();
        if (at == notes.consciousnessAt() && level != null && charted.consciousness() != null) {
            level = charted.consciousness().compareTo(level) > 0 ? charted.consciousness() : level;
        }
        Boolean oxygen = notes.oxygen();
        if (at == notes.oxygenAt() && Boolean.TRUE.equals(charted.oxygen())) {
            oxygen = true;
        }
        return new Notes(level, notes.consciousnessAt(), oxygen, notes.oxygenAt());
    }
}
