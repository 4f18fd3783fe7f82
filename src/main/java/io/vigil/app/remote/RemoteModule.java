package io.vigil.app.remote;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.module.SimpleModule;

import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.Devices;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Envelope;
import io.vigil.core.vitals.Values;
import io.vigil.ward.EncodedChange;

import java.util.List;

/**
 * How the messages between nodes become CBOR, for Pekko's Jackson serialiser. Records and sealed
 * interfaces need nothing of their own ({@link SealedTypes}); what is here is neither.
 *
 * <p>All nodes of a cluster must agree on it. A component may be added to a message when {@code
 * null} or 0 is a good value for it; a node of the version before leaves it out, and ignores it.
 */
public final class RemoteModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    public RemoteModule() {
        super("vigil-remote");
        addSerializer(Values.class, new RemoteCodecs.ValuesWriter());
        addDeserializer(Values.class, new RemoteCodecs.ValuesReader());
        addSerializer(PatientState.class, new RemoteCodecs.StateWriter());
        addDeserializer(PatientState.class, new RemoteCodecs.StateReader());
        addSerializer(Envelope.class, new RemoteCodecs.EnvelopeWriter());
        addDeserializer(Envelope.class, new RemoteCodecs.EnvelopeReader());
        addSerializer(EncodedChange.class, new RemoteCodecs.ChangeWriter());
        addDeserializer(EncodedChange.class, new RemoteCodecs.ChangeReader());
        setMixInAnnotation(Devices.class, AsMarks.class);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.insertAnnotationIntrospector(new SealedTypes());
    }

    private abstract static class AsMarks {

        @JsonValue
        abstract List<DeviceMark> all();

        @JsonCreator
        static Devices of(List<DeviceMark> marks) {
            return Devices.of(marks);
        }
    }
}
