package io.vigil.journal;

import io.vigil.core.PatientId;
import io.vigil.core.patient.Patient;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridClock;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.Replica;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;

/**
 * What the journal holds of a patient: the state after its last row, and where to find the rest.
 *
 * @param lastBatch the last batch's number, which is also the number of its row; 0 before the first
 * @param feed how far its rows are published
 * @param sent of each other site, up to which row it is known to have them
 * @param clocks the newest times in it, of envelopes
 */
public record Recorded(
        Replica replica,
        TimeIndex index,
        long lastBatch,
        FeedCursor feed,
        Versions sent,
        Clocks clocks) {

    /** The newest times of this site's envelopes and of the others'. */
    public record Clocks(HybridTime own, HybridTime others) {

        static final Clocks NONE = new Clocks(HybridTime.NEVER, HybridTime.NEVER);

        private Clocks with(HybridTime at, boolean isOwn) {
            HybridTime known = isOwn ? own : others;
            if (known.compareTo(at) >= 0) {
                return this;
            }
            return isOwn ? new Clocks(at, others) : new Clocks(own, at);
        }
    }

    public static Recorded unknown(PatientId patient) {
        return of(PatientState.unknown(patient));
    }

    private static Recorded of(PatientState patient) {
        return new Recorded(
                Replica.alone(patient),
                TimeIndex.EMPTY,
                0,
                FeedCursor.START,
                Versions.NONE,
                Clocks.NONE);
    }

    /** The patient that is shown. */
    public PatientState patient() {
        return replica.patient();
    }

    /** True for a patient that several sites decide for. */
    public boolean isShared() {
        return replica.merge() != null;
    }

    /** The same, shared with other sites from now on. */
    public Recorded among(SiteId self) {
        Replica shared = replica.among(self);
        return shared == replica
                ? this
                : new Recorded(shared, index, lastBatch, feed, sent, clocks);
    }

    /** The clock of the next own envelope: later than all in the journal that may be trusted. */
    public HybridClock clock(long nowMs) {
        return new HybridClock(clocks.own()).receive(clocks.others(), nowMs).clock();
    }

    /** @throws IllegalStateException if the row has envelopes and the patient isn't shared */
    public Recorded with(Batch batch) {
        Replica after = batch.stamps().isEmpty()
                ? new Replica(Patient.evolve(patient(), batch.events()), replica.merge())
                : replica;
        Clocks newest = clocks;
        for (Stamp.Stamped stamped : batch.envelopes(patient().id())) {
            Envelope envelope = stamped.envelope();
            after = stamped.ahead() ? after.ahead(envelope) : after.with(envelope);
            newest = newest.with(envelope.at(), after.isOwn(envelope));
        }
        return new Recorded(
                after,
                index.with(batch.events(), batch.number()),
                batch.number(),
                feed.with(batch, after.patient()),
                batch.sent().equals(Versions.NONE) ? sent : batch.sent(),
                newest);
    }

    /** A patient's state alone, in the format of the snapshots. */
    public static byte[] stateToBytes(PatientState patient) {
        return RecordedCodec.encode(of(patient));
    }

    /** @throws JournalFormatException if they are no state */
    public static PatientState stateFromBytes(byte[] bytes) {
        return RecordedCodec.decode(bytes).patient();
    }
}
