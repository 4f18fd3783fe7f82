package io.vigil.replication.link;

import io.vigil.core.PatientId;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.SiteId;
import io.vigil.journal.EnvelopeCodec;
import io.vigil.journal.JournalFormatException;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Has;
import io.vigil.replication.link.LinkMessage.Lacks;
import io.vigil.replication.link.LinkMessage.Letter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A letter as the value of a Kafka record: version, who it is from, its kind, and what it says; an
 * envelope as the journal has it. docs/REPLICATION.md tells it byte by byte.
 */
public final class LinkCodec {

    private static final int VERSION = 1;

    private static final int DELIVER = 1;
    private static final int DELIVER_ASKING = 2;
    private static final int DELIVER_AHEAD = 3;
    private static final int HAS = 4;
    private static final int LACKS = 5;
    private static final int BEAT = 6;

    private LinkCodec() {}

    public static byte[] encode(Letter letter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(letter.from().value());
            switch (letter.message()) {
                case Deliver m -> {
                    out.writeByte(kind(m));
                    out.write(EnvelopeCodec.encode(m.envelope()));
                }
                case Has m -> write(out, HAS, m.patient(), m.dot());
                case Lacks m -> write(out, LACKS, m.patient(), m.dot());
                case Beat m -> {
                    out.writeByte(BEAT);
                    out.writeLong(m.wallMs());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private static int kind(Deliver message) {
        if (message.isAhead()) {
            return DELIVER_AHEAD;
        }
        return message.isAsking() ? DELIVER_ASKING : DELIVER;
    }

    private static void write(DataOutputStream out, int kind, PatientId patient, Dot dot)
            throws IOException {
        out.writeByte(kind);
        out.writeUTF(patient.value());
        out.writeUTF(dot.site().value());
        out.writeLong(dot.seq());
    }

    /** @throws IllegalArgumentException if these are not the bytes of a letter */
    public static Letter decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a letter of version " + version
                        + ", which this program doesn't know: update it");
            }
            SiteId from = new SiteId(in.readUTF());
            int kind = in.readUnsignedByte();
            LinkMessage message = switch (kind) {
                case DELIVER, DELIVER_ASKING, DELIVER_AHEAD ->
                    new Deliver(
                            EnvelopeCodec.decode(in.readAllBytes()),
                            kind == DELIVER_AHEAD,
                            kind == DELIVER_ASKING);
                case HAS -> new Has(new PatientId(in.readUTF()), dot(in));
                case LACKS -> new Lacks(new PatientId(in.readUTF()), dot(in));
                case BEAT -> new Beat(in.readLong());
                default -> throw new IllegalArgumentException("a letter of kind " + kind);
            };
            if (in.available() > 0) {
                throw new IllegalArgumentException(in.available() + " bytes too many");
            }
            return new Letter(from, message);
        } catch (IOException e) {
            throw new IllegalArgumentException("a letter that ends too early", e);
        } catch (JournalFormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Dot dot(DataInputStream in) throws IOException {
        return new Dot(new SiteId(in.readUTF()), in.readLong());
    }
}
