package io.vigil.api.json;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.patient.PatientEvent;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Vital;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.FeedRecord;

import java.io.IOException;

/** What goes out over the feeds, as docs/FEEDS.md has it; the parts are those of the protocol. */
public final class FeedJson {

    private FeedJson() {}

    /** A record of Kafka, in UTF-8. */
    public static byte[] record(FeedRecord record) {
        return Wire.JSON.bytes(to -> {
            to.writeStartObject();
            to.writeNumberField("batch", record.batch());
            to.writeNumberField("event", record.event());
            switch (record) {
                case FeedRecord.AlarmChanged r -> AlarmJson.writeFields(to, r.alarm());
                case FeedRecord.Observed r -> observed(to, r);
                case FeedRecord.Charted r -> charted(to, r);
            }
            to.writeEndObject();
        });
    }

    /** An alarm as it stands in a ward's hash and in its messages. */
    public static String alarm(WardAlarm alarm) {
        return Wire.text(to -> AlarmJson.write(to, alarm));
    }

    private static void observed(JsonGenerator to, FeedRecord.Observed record) throws IOException {
        PatientEvent.Observed frame = record.frame();
        to.writeStringField("patient", record.patient().value());
        to.writeStringField("device", frame.device().value());
        to.writeNumberField("epoch", frame.epoch());
        to.writeNumberField("seq", frame.seq());
        to.writeNumberField("at", frame.at());
        to.writeFieldName("values");
        VitalsJson.write(to, frame.values());
        if (frame.spot() != 0) {
            spot(to, frame.spot());
        }
        notes(to, frame.charted());
    }

    private static void charted(JsonGenerator to, FeedRecord.Charted record) throws IOException {
        PatientEvent.ChartedByHand chart = record.chart();
        to.writeStringField("patient", record.patient().value());
        to.writeStringField("by", chart.by());
        to.writeNumberField("at", chart.at());
        to.writeFieldName("values");
        VitalsJson.write(to, chart.values());
        notes(to, chart.charted());
    }

    private static void spot(JsonGenerator to, int mask) throws IOException {
        to.writeArrayFieldStart("spot");
        for (int bits = mask; bits != 0; bits &= bits - 1) {
            to.writeString(Vital.at(Integer.numberOfTrailingZeros(bits)).code());
        }
        to.writeEndArray();
    }

    private static void notes(JsonGenerator to, Charted charted) throws IOException {
        if (charted.isEmpty()) {
            return;
        }
        to.writeObjectFieldStart("charted");
        if (charted.consciousness() != null) {
            to.writeStringField("consciousness", charted.consciousness().name());
        }
        if (charted.oxygen() != null) {
            to.writeBooleanField("oxygen", charted.oxygen());
        }
        to.writeEndObject();
    }
}
