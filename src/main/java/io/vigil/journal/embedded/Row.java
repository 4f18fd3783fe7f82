package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.PersistentRepr$;
import org.apache.pekko.serialization.Serialization;

import java.io.IOException;

/**
 * A row of the journal, but for what it is found by.
 *
 * @param writer the incarnation of the entity that wrote it
 * @param adapter the manifest of an event adapter; empty: none had a hand in it
 * @param metadata about the event; null: there is none
 */
record Row(
        long timestamp,
        String writer,
        String adapter,
        Stored event,
        @Nullable Stored metadata) {

    private static final byte FORMAT = 1;

    static Row of(PersistentRepr repr, Serialization serialization) {
        return new Row(
                repr.timestamp(),
                repr.writerUuid(),
                repr.manifest(),
                Stored.of(repr.payload(), serialization),
                Stored.ofOptional(repr.metadata(), serialization));
    }

    PersistentRepr read(String persistenceId, long sequenceNr, Serialization serialization) {
        PersistentRepr repr = PersistentRepr$.MODULE$
                .apply(
                        event.read(serialization),
                        sequenceNr,
                        persistenceId,
                        adapter,
                        false,
                        ActorRef.noSender(),
                        writer)
                .withTimestamp(timestamp);
        return metadata == null ? repr : repr.withMetadata(metadata.read(serialization));
    }

    /** The same with another event in it. */
    Row with(Stored other) {
        return new Row(timestamp, writer, adapter, other, metadata);
    }

    byte[] bytes() {
        return Stored.bytes(out -> {
            out.writeByte(FORMAT);
            out.writeLong(timestamp);
            out.writeUTF(writer);
            out.writeUTF(adapter);
            event.write(out);
            Stored.writeOptional(out, metadata);
        });
    }

    static Row of(byte[] bytes) {
        return Stored.parsed(bytes, in -> {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw new IOException("a row of format " + format);
            }
            return new Row(
                    in.readLong(),
                    in.readUTF(),
                    in.readUTF(),
                    Stored.read(in),
                    Stored.readOptional(in));
        });
    }
}
