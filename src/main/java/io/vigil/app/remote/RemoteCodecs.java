package io.vigil.app.remote;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Envelope;
import io.vigil.core.vitals.Values;
import io.vigil.journal.EnvelopeCodec;
import io.vigil.journal.Recorded;
import io.vigil.ward.EncodedChange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What of a message isn't made of records: each as the fewest bytes that hold it. */
final class RemoteCodecs {

    private RemoteCodecs() {}

    /** The mask, then a double for each of its bits. */
    static final class ValuesWriter extends StdSerializer<Values> {

        private static final long serialVersionUID = 1L;

        ValuesWriter() {
            super(Values.class);
        }

        @Override
        public void serialize(Values values, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + values.size() * Double.BYTES);
            bytes.putInt(values.mask());
            for (int place = 0; place < values.size(); place++) {
                bytes.putDouble(values.number(place));
            }
            out.writeBinary(bytes.array());
        }
    }

    static final class ValuesReader extends StdDeserializer<Values> {

        private static final long serialVersionUID = 1L;

        ValuesReader() {
            super(Values.class);
        }

        @Override
        public Values deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(in.getBinaryValue());
            int mask = bytes.getInt();
            double[] numbers = new double[bytes.remaining() / Double.BYTES];
            bytes.asDoubleBuffer().get(numbers);
            return Values.of(mask, numbers);
        }
    }

    /** As the journal's snapshots have it. */
    static final class StateWriter extends StdSerializer<PatientState> {

        private static final long serialVersionUID = 1L;

        StateWriter() {
            super(PatientState.class);
        }

        @Override
        public void serialize(PatientState state, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeBinary(Recorded.stateToBytes(state));
        }
    }

    static final class StateReader extends StdDeserializer<PatientState> {

        private static final long serialVersionUID = 1L;

        StateReader() {
            super(PatientState.class);
        }

        @Override
        public PatientState deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            return Recorded.stateFromBytes(in.getBinaryValue());
        }
    }

    /** As it comes from another site. */
    static final class EnvelopeWriter extends StdSerializer<Envelope> {

        private static final long serialVersionUID = 1L;

        EnvelopeWriter() {
            super(Envelope.class);
        }

        @Override
        public void serialize(Envelope envelope, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeBinary(EnvelopeCodec.encode(envelope));
        }
    }

    static final class EnvelopeReader extends StdDeserializer<Envelope> {

        private static final long serialVersionUID = 1L;

        EnvelopeReader() {
            super(Envelope.class);
        }

        @Override
        public Envelope deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            return EnvelopeCodec.decode(in.getBinaryValue());
        }
    }

    /** Both forms: the node's screens may want either, and only the ward's node can make them. */
    static final class ChangeWriter extends StdSerializer<EncodedChange> {

        private static final long serialVersionUID = 1L;

        ChangeWriter() {
            super(EncodedChange.class);
        }

        @Override
        public void serialize(EncodedChange change, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeStartArray();
            out.writeString(change.json());
            out.writeBinary(change.cbor());
            out.writeEndArray();
        }
    }

    static final class ChangeReader extends StdDeserializer<EncodedChange> {

        private static final long serialVersionUID = 1L;

        ChangeReader() {
            super(EncodedChange.class);
        }

        @Override
        public EncodedChange deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            String json = in.nextTextValue();
            in.nextToken();
            byte[] cbor = in.getBinaryValue();
            in.nextToken();
            return new Received(json, cbor);
        }
    }

    /** A change as another node has rendered it. */
    record Received(String json, byte[] cbor) implements EncodedChange {

        @Override
        public boolean equals(Object other) {
            return other instanceof Received that
                    && json.equals(that.json)
                    && Arrays.equals(cbor, that.cbor);
        }

        @Override
        public int hashCode() {
            return json.hashCode();
        }
    }

    /** Monotonic clocks of two machines have nothing in common: an age crosses, 0 for no time. */
    static final class AgeWriter extends StdSerializer<Long> {

        private static final long serialVersionUID = 1L;

        AgeWriter() {
            super(Long.class);
        }

        @Override
        public void serialize(Long nanos, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeNumber(nanos == 0 ? 0 : Math.max(1, System.nanoTime() - nanos));
        }
    }

    static final class AgeReader extends StdDeserializer<Long> {

        private static final long serialVersionUID = 1L;

        AgeReader() {
            super(long.class);
        }

        @Override
        public Long deserialize(JsonParser in, DeserializationContext context) throws IOException {
            long age = in.getLongValue();
            return age == 0 ? 0 : System.nanoTime() - age;
        }
    }
}
