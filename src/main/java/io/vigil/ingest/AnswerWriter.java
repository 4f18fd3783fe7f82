package io.vigil.ingest;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.Refused;

import java.io.IOException;
import java.util.List;

/** Writes the server's messages to a device, field by field. */
final class AnswerWriter {

    private AnswerWriter() {}

    static void write(ServerMessage message, JsonGenerator out) throws IOException {
        out.writeStartObject();
        switch (message) {
            case ServerMessage.Ready ready -> ready(ready, out);
            case ServerMessage.Ack ack -> {
                start("ack", ack.device(), out);
                out.writeNumberField("epoch", ack.epoch());
                out.writeNumberField("seq", ack.seq());
                out.writeNumberField("credit", ack.credit());
            }
            case ServerMessage.RefusedFrame refused -> {
                start("refused", refused.device(), out);
                out.writeNumberField("seq", refused.seq());
                problems(refused.problems(), out);
            }
            case ServerMessage.Hold hold -> {
                start("hold", hold.device(), out);
                out.writeStringField("reason", hold.reason());
            }
            case ServerMessage.Go go -> {
                start("go", go.device(), out);
                out.writeStringField("reason", go.reason());
            }
            case ServerMessage.Assigned assigned -> {
                start("assigned", assigned.device(), out);
                patient(assigned.patient(), out);
            }
            case ServerMessage.ErrorMessage error -> error(error, out);
        }
        out.writeEndObject();
    }

    private static void start(String type, DeviceId device, JsonGenerator out) throws IOException {
        out.writeStringField("type", type);
        out.writeStringField("device", device.value());
    }

    private static void ready(ServerMessage.Ready ready, JsonGenerator out) throws IOException {
        start("ready", ready.device(), out);
        out.writeNumberField("epoch", ready.epoch());
        out.writeNumberField("acked", ready.acked());
        out.writeNumberField("credit", ready.credit());
        patient(ready.patient(), out);
    }

    private static void error(ServerMessage.ErrorMessage error, JsonGenerator out)
            throws IOException {
        out.writeStringField("type", "error");
        out.writeStringField("reason", error.reason());
        DeviceId device = error.device();
        if (device != null) {
            out.writeStringField("device", device.value());
        }
    }

    private static void patient(@Nullable PatientId patient, JsonGenerator out) throws IOException {
        if (patient == null) {
            out.writeNullField("patient");
        } else {
            out.writeStringField("patient", patient.value());
        }
    }

    private static void problems(List<Refused> problems, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("problems");
        for (Refused problem : problems) {
            out.writeStartObject();
            out.writeStringField("field", problem.field());
            out.writeStringField("reason", problem.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
