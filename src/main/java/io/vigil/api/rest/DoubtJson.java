package io.vigil.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.alarm.Condition;
import io.vigil.core.replica.Doubt;
import io.vigil.core.replica.Merge;

import java.io.IOException;
import java.util.List;

/** What sites have decided apart from each other, for a person to settle. */
final class DoubtJson {

    private DoubtJson() {}

    /** The field {@code doubts}; of a patient of one site it is empty. */
    static void writeAll(JsonGenerator to, List<Doubt> doubts) throws IOException {
        to.writeArrayFieldStart("doubts");
        for (Doubt doubt : doubts) {
            write(to, doubt);
        }
        to.writeEndArray();
    }

    private static void write(JsonGenerator to, Doubt doubt) throws IOException {
        to.writeStartObject();
        switch (doubt) {
            case Doubt.Limits d -> {
                to.writeStringField("about", "limits");
                to.writeStringField("condition", d.condition());
                to.writeArrayFieldStart("written");
                for (Condition written : d.written()) {
                    to.writeStartObject();
                    PatientJson.writeCondition(to, written);
                    to.writeEndObject();
                }
                to.writeEndArray();
            }
            case Doubt.Bed d -> {
                to.writeStringField("about", "bed");
                to.writeArrayFieldStart("places");
                for (Merge.Place place : d.places()) {
                    to.writeStartObject();
                    to.writeStringField("ward", place.ward().value());
                    to.writeStringField("bed", place.bed().value());
                    to.writeEndObject();
                }
                to.writeEndArray();
            }
            case Doubt.Identity d -> {
                to.writeStringField("about", "identity");
                to.writeArrayFieldStart("people");
                for (Merge.Person person : d.people()) {
                    to.writeStartObject();
                    to.writeStringField("name", person.name());
                    to.writeNumberField("admitted", person.admittedAt());
                    to.writeEndObject();
                }
                to.writeEndArray();
            }
            case Doubt.Device d -> {
                to.writeStringField("about", "device");
                to.writeStringField("device", d.device().value());
            }
            case Doubt.DischargePending d -> {
                to.writeStringField("about", "discharge");
                to.writeNumberField("at", d.at());
            }
        }
        to.writeEndObject();
    }
}
