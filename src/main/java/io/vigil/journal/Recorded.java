package io.vigil.journal;

import io.vigil.core.PatientId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientState;

/**
 * What the journal holds of a patient: the state after its last row, and where to find the rest.
 *
 * @param lastBatch the last batch's number, which is also the number of its row; 0 before the first
 * @param feed how far its rows are published
 */
public record Recorded(PatientState patient, TimeIndex index, long lastBatch, FeedCursor feed) {

    public static Recorded unknown(PatientId patient) {
        return new Recorded(PatientState.unknown(patient), TimeIndex.EMPTY, 0, FeedCursor.START);
    }

    public Recorded with(Batch batch) {
        PatientState after = Patient.evolve(patient, batch.events());
        return new Recorded(
                after,
                index.with(batch.events(), batch.number()),
                batch.number(),
                feed.with(batch, after));
    }

    /** A patient's state alone, in the format of the snapshots. */
    public static byte[] stateToBytes(PatientState patient) {
        return RecordedCodec.encode(new Recorded(patient, TimeIndex.EMPTY, 0, FeedCursor.START));
    }

    /** @throws JournalFormatException if they are no state */
    public static PatientState stateFromBytes(byte[] bytes) {
        return RecordedCodec.decode(bytes).patient();
    }
}
