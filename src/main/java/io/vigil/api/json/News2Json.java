package io.vigil.api.json;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vigil.core.score.News2;

import java.io.IOException;

/** A NEWS2 score with its parts by name; a part without a value is null. */
public final class News2Json {

    private static final News2.Part[] PARTS = News2.Part.values();

    private News2Json() {}

    public static void write(JsonGenerator to, News2 news2) throws IOException {
        to.writeStartObject();
        to.writeNumberField("score", news2.score());
        to.writeBooleanField("complete", news2.complete());
        to.writeObjectFieldStart("parts");
        for (News2.Part part : PARTS) {
            int points = news2.points(part);
            if (points == News2.MISSING) {
                to.writeNullField(part.code());
            } else {
                to.writeNumberField(part.code(), points);
            }
        }
        to.writeEndObject();
        to.writeEndObject();
    }
}
