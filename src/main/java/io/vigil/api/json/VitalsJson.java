package io.vigil.api.json;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;

import java.io.IOException;

/** Values of vitals by name: {@code {"hr": 72, "temp": 36.6}}. */
public final class VitalsJson {

    private VitalsJson() {}

    public static void write(JsonGenerator to, Values values) throws IOException {
        to.writeStartObject();
        int place = 0;
        for (int bits = values.mask(); bits != 0; bits &= bits - 1, place++) {
            to.writeFieldName(Vital.at(Integer.numberOfTrailingZeros(bits)).code());
            Wire.number(to, values.number(place));
        }
        to.writeEndObject();
    }
}
