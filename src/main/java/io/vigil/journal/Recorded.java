package io.vigil.journal;

import io.vigil.core.PatientId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientState;

/**
 * What the journal holds of a patient: the state after its last row, and where to find the rest.
 *
 * @param lastBatch the last batch's number, which is also the number of its row; 0 before the first
 */
public record Recorded(PatientState patient, TimeIndex index, long lastBatch) {

    public static Recorded unknown(PatientId patient) {
        return new Recorded(PatientState.unknown(patient), TimeIndex.EMPTY, 0);
    }

    public Recorded with(Batch batch) {
        return new Recorded(
                Patient.evolve(patient, batch.events()),
                index.with(batch.events(), batch.number()),
                batch.number());
    }

    /** A patient's state alone, in the format of the snapshots. */
    public static byte[] stateToBytes(PatientState patient) {
        return RecordedCodec.encode(new Recorded(patient, TimeIndex.EMPTY, 0));
    }

    /** @throws JournalFormatException if they are no state */
    public static PatientState stateFromBytes(byte[] bytes) {
        return RecordedCodec.decode(bytes).patient();
    }
}
