package io.vigil.api.json;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.Nullable;
import io.vigil.core.alarm.Acknowledgement;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;

import java.io.IOException;

/**
 * An alarm as in the protocol: its fields in their order, null where there is nothing. What speaks of
 * a device also names it.
 */
public final class AlarmJson {

    private AlarmJson() {}

    public static void write(JsonGenerator to, WardAlarm shown) throws IOException {
        to.writeStartObject();
        writeFields(to, shown);
        to.writeEndObject();
    }

    /** In an object that has more. */
    static void writeFields(JsonGenerator to, WardAlarm shown) throws IOException {
        Alarm alarm = shown.alarm();
        Vital vital = alarm.vital();
        to.writeStringField("id", alarm.id().value());
        to.writeStringField("patient", shown.patient().value());
        to.writeStringField("ward", shown.ward().value());
        to.writeStringField("bed", shown.bed().value());
        to.writeStringField("condition", alarm.condition());
        to.writeStringField("vital", vital == null ? null : vital.code());
        to.writeStringField("kind", alarm.kind().code());
        to.writeStringField("priority", alarm.priority().code());
        to.writeStringField("state", alarm.state().code());
        to.writeNumberField("onset", alarm.onset());
        to.writeNumberField("raised", alarm.raised());
        number(to, "value", alarm.value());
        number(to, "limit", alarm.limit());
        to.writeBooleanField("recorded", shown.recorded());
        acknowledged(to, alarm.acknowledged());
        time(to, "ended", alarm.ended());
        to.writeStringField("site", shown.site());
        if (alarm.device() != null) {
            to.writeStringField("device", alarm.device().value());
        }
    }

    public static void writeAll(JsonGenerator to, Iterable<WardAlarm> alarms) throws IOException {
        to.writeStartArray();
        for (WardAlarm alarm : alarms) {
            write(to, alarm);
        }
        to.writeEndArray();
    }

    private static void acknowledged(JsonGenerator to, @Nullable Acknowledgement acknowledged)
            throws IOException {
        if (acknowledged == null) {
            to.writeNullField("acknowledged");
            return;
        }
        to.writeObjectFieldStart("acknowledged");
        to.writeStringField("by", acknowledged.by());
        to.writeNumberField("at", acknowledged.at());
        to.writeStringField("priority", acknowledged.priority().code());
        to.writeEndObject();
    }

    private static void number(JsonGenerator to, String field, @Nullable Double number)
            throws IOException {
        to.writeFieldName(field);
        if (number == null) {
            to.writeNull();
        } else {
            Wire.number(to, number);
        }
    }

    private static void time(JsonGenerator to, String field, @Nullable Long at) throws IOException {
        if (at == null) {
            to.writeNullField(field);
        } else {
            to.writeNumberField(field, at);
        }
    }
}
