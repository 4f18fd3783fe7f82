package io.vigil.journal;

import io.vigil.core.PatientId;
import io.vigil.core.replica.Envelope;

/** An envelope as the bytes that go from site to site: its patient, and the row that it is. */
public final class EnvelopeCodec {

    private EnvelopeCodec() {}

    public static byte[] encode(Envelope envelope) {
        ByteWriter out = new ByteWriter();
        out.text(envelope.patient().value());
        BatchCodec.write(out, Batch.of(1, 0, envelope, false));
        return out.toCheckedBytes();
    }

    /** @throws JournalFormatException if these are not the bytes of an envelope */
    public static Envelope decode(byte[] bytes) {
        ByteReader in = ByteReader.checked(bytes);
        try {
            PatientId patient = new PatientId(in.text());
            Batch row = BatchCodec.read(in);
            if (row.stamps().size() != 1) {
                throw new JournalFormatException(row.stamps().size() + " envelopes, not one");
            }
            return row.envelopes(patient).getFirst().envelope();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new JournalFormatException("not an envelope: " + e.getMessage(), e);
        }
    }
}
