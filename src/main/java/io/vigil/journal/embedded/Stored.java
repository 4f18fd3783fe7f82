package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

import scala.Option;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An object as it is stored: who can read it again, and its bytes.
 *
 * @param serializer the number of Pekko's serializer for it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Stored(int serializer, String manifest, byte[] bytes) {

    static Stored of(Object value, Serialization serialization) {
        Serializer serializer = serialization.findSerializerFor(value);
        return new Stored(
                serializer.identifier(),
                Serializers.manifestFor(serializer, value),
                serialization.serialize(value).get());
    }

    static @Nullable Stored ofOptional(Option<Object> value, Serialization serialization) {
        return value.isEmpty() ? null : of(value.get(), serialization);
    }

    Object read(Serialization serialization) {
        return serialization.deserialize(bytes, serializer, manifest).get();
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(serializer);
        out.writeUTF(manifest);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static Stored read(DataInputStream in) throws IOException {
        int serializer = in.readInt();
        String manifest = in.readUTF();
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException(length + " bytes of " + in.available());
        }
        return new Stored(serializer, manifest, in.readNBytes(length));
    }

    /** Writes to memory, which doesn't fail. */
    @FunctionalInterface
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads from memory: it only fails if the bytes are not what they should be. */
    @FunctionalInterface
    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static <T> T parsed(byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return reading.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException("not as a journal stores it: " + e.getMessage(), e);
        }
    }

    /** Beside what is stored there may be something about it. */
    static void writeOptional(DataOutputStream out, @Nullable Stored stored) throws IOException {
        out.writeBoolean(stored != null);
        if (stored != null) {
            stored.write(out);
        }
    }

    static @Nullable Stored readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? read(in) : null;
    }
}
