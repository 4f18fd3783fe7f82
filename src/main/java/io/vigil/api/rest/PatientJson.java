package io.vigil.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.api.json.AlarmJson;
import io.vigil.api.json.News2Json;
import io.vigil.api.json.Wire;
import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Condition;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Row;
import io.vigil.core.vitals.Reading;
import io.vigil.core.vitals.Vital;
import io.vigil.patient.PatientEntity;

import java.io.IOException;

/** A patient's state as REST answers it. */
final class PatientJson {

    private PatientJson() {}

    /** One line of {@code GET /v1/patients}. */
    static void writeListed(JsonGenerator to, PatientEntity.Picture picture) throws IOException {
        to.writeStartObject();
        writeWho(to, picture);
        writeClinical(to, picture);
        to.writeEndObject();
    }

    /** The whole answer of {@code GET /v1/patients/{id}}. */
    static void writeState(JsonGenerator to, PatientEntity.Picture picture) throws IOException {
        PatientState state = picture.state();
        to.writeStartObject();
        writeWho(to, picture);
        to.writeStringField("status", state.isAdmitted() ? "admitted" : "discharged");
        Admission admission = state.admission();
        if (admission != null) {
            to.writeStringField("profile", admission.profile().code());
            to.writeNumberField("spo2Scale", admission.spo2Scale());
        }
        writeClinical(to, picture);
        to.writeFieldName("limits");
        writeLimits(to, state.limitsVersion(), state.conditions());
        writeDevices(to, state);
        DoubtJson.writeAll(to, picture.doubts());
        writeConflicts(to, state);
        writeTime(to, "recordedThrough", picture.recordedThrough());
        to.writeNumberField("version", state.limitsVersion());
        to.writeEndObject();
    }

    static void writeLimits(JsonGenerator to, long version, Row<Condition> conditions)
            throws IOException {
        to.writeStartObject();
        to.writeNumberField("version", version);
        to.writeObjectFieldStart("conditions");
        for (int place = 0; place < conditions.size(); place++) {
            writeCondition(to, conditions.get(place));
        }
        to.writeEndObject();
        to.writeEndObject();
    }

    static void writeCondition(JsonGenerator to, Condition condition) throws IOException {
        Vital vital = condition.vital();
        to.writeObjectFieldStart(condition.name());
        to.writeStringField("vital", vital == null ? null : vital.code());
        to.writeStringField("side", condition.side().code());
        to.writeFieldName("bound");
        Wire.number(to, condition.bound());
        to.writeStringField("priority", condition.priority().code());
        to.writeNumberField("delay", condition.delayMs());
        to.writeNumberField("leak", condition.leakPercent());
        to.writeFieldName("hysteresis");
        Wire.number(to, condition.hysteresis());
        to.writeNumberField("clearDelay", condition.clearDelayMs());
        to.writeBooleanField("enabled", condition.enabled());
        to.writeEndObject();
    }

    private static void writeWho(JsonGenerator to, PatientEntity.Picture picture)
            throws IOException {
        Admission admission = picture.state().admission();
        to.writeStringField("id", picture.patient().value());
        to.writeStringField("name", admission == null ? null : admission.name());
        to.writeStringField("ward", admission == null ? null : admission.ward().value());
        to.writeStringField("bed", admission == null ? null : admission.bed().value());
    }

    private static void writeClinical(JsonGenerator to, PatientEntity.Picture picture)
            throws IOException {
        PatientState state = picture.state();
        to.writeObjectFieldStart("vitals");
        for (Vital vital : Vital.values()) {
            Reading reading = state.reading(vital);
            if (reading != null) {
                writeReading(to, vital, reading);
            }
        }
        to.writeEndObject();
        to.writeFieldName("news2");
        News2Json.write(to, state.news2());
        to.writeFieldName("alarms");
        AlarmJson.writeAll(to, picture.alarms());
    }

    private static void writeReading(JsonGenerator to, Vital vital, Reading reading)
            throws IOException {
        to.writeObjectFieldStart(vital.code());
        to.writeFieldName("value");
        Wire.number(to, reading.value());
        to.writeNumberField("at", reading.at());
        to.writeStringField(
                "device", reading.device() == null ? null : reading.device().value());
        to.writeEndObject();
    }

    private static void writeDevices(JsonGenerator to, PatientState state) throws IOException {
        to.writeArrayFieldStart("devices");
        for (DeviceMark mark : state.devices().attached()) {
            to.writeStartObject();
            to.writeStringField("device", mark.device().value());
            to.writeNumberField("epoch", mark.epoch());
            to.writeNumberField("acked", mark.seq());
            to.writeEndObject();
        }
        to.writeEndArray();
    }

    /** Who else has the bed or a device, by the alarms that are open about it. */
    private static void writeConflicts(JsonGenerator to, PatientState state) throws IOException {
        to.writeArrayFieldStart("conflicts");
        for (Alarm alarm : state.openAlarms()) {
            PatientId other = ConflictDecisions.with(alarm);
            if (other != null && alarm.ended() == null) {
                to.writeStartObject();
                writeClaimed(to, state.admission(), alarm.device());
                to.writeStringField("patient", other.value());
                to.writeStringField("alarm", alarm.id().value());
                to.writeEndObject();
            }
        }
        to.writeEndArray();
    }

    private static void writeClaimed(
            JsonGenerator to, @Nullable Admission stay, @Nullable DeviceId device)
            throws IOException {
        if (device != null) {
            to.writeStringField("about", "device");
            to.writeStringField("device", device.value());
        } else {
            to.writeStringField("about", "bed");
            to.writeStringField("ward", stay == null ? null : stay.ward().value());
            to.writeStringField("bed", stay == null ? null : stay.bed().value());
        }
    }

    private static void writeTime(JsonGenerator to, String field, @Nullable Long at)
            throws IOException {
        if (at == null) {
            to.writeNullField(field);
        } else {
            to.writeNumberField(field, at);
        }
    }
}
