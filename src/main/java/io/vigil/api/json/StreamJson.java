package io.vigil.api.json;

import io.vigil.core.Nullable;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;
import io.vigil.ward.WardEntity;

/** The messages that the alarm and ward streams send, each with its {@code type}. */
public final class StreamJson {

    private StreamJson() {}

    public static Wire.Body snapshot(WardEntity.Snapshot snapshot) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "snapshot");
            to.writeStringField("ward", snapshot.ward().value());
            to.writeStringField("feed", snapshot.feed());
            to.writeNumberField("number", snapshot.number());
            to.writeFieldName("alarms");
            AlarmJson.writeAll(to, snapshot.alarms());
            to.writeEndObject();
        };
    }

    public static Wire.Body change(long number, WardAlarm alarm) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "change");
            to.writeNumberField("number", number);
            to.writeFieldName("alarm");
            AlarmJson.write(to, alarm);
            to.writeEndObject();
        };
    }

    public static Wire.Body gap(WardEntity.Gap gap) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "gap");
            to.writeNumberField("from", gap.from());
            to.writeNumberField("through", gap.through());
            to.writeEndObject();
        };
    }

    public static Wire.Body heartbeat(WardEntity.Heartbeat heartbeat) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "heartbeat");
            to.writeNumberField("number", heartbeat.number());
            to.writeNumberField("at", heartbeat.at());
            to.writeEndObject();
        };
    }

    public static Wire.Body vitals(PatientVitals vitals) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "vitals");
            to.writeStringField("patient", vitals.patient().value());
            to.writeNumberField("at", vitals.at());
            to.writeFieldName("values");
            VitalsJson.write(to, vitals.values());
            if (vitals.agesDiffer()) {
                to.writeFieldName("times");
                VitalsJson.write(to, vitals.times());
            }
            to.writeFieldName("news2");
            News2Json.write(to, vitals.news2());
            to.writeEndObject();
        };
    }

    public static Wire.Body done(String alarm) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "done");
            to.writeStringField("alarm", alarm);
            to.writeEndObject();
        };
    }

    /** @param alarm which acknowledgement failed, null for anything else */
    public static Wire.Body error(String reason, @Nullable String alarm) {
        return to -> {
            to.writeStartObject();
            to.writeStringField("type", "error");
            to.writeStringField("reason", reason);
            if (alarm != null) {
                to.writeStringField("alarm", alarm);
            }
            to.writeEndObject();
        };
    }
}
