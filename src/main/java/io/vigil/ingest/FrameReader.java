package io.vigil.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.vigil.core.Bounds;
import io.vigil.core.DeviceId;
import io.vigil.core.Ids;
import io.vigil.core.Nullable;
import io.vigil.core.Refused;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Consciousness;
import io.vigil.core.vitals.Vital;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one device message in one pass, whatever the order of its fields.
 *
 * <p>The type may come last, so every field that any message has is read as it comes and judged at
 * the end, by the type: a field that the type doesn't have is an addition and ignored, whatever is
 * in it. Used once.
 */
final class FrameReader {

    /** Whole numbers that every JSON library can hold exactly: 2^53 - 1. */
    static final long WHOLE_MAX = 9_007_199_254_740_991L;

    private static final int NAME_SHOWN_MAX = 64;

    private final JsonParser parser;
    private final MessageFields fields = new MessageFields();
    private final List<Refused> problems = new ArrayList<>(0);

    FrameReader(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws IOException if the bytes are not what the format asks for */
    Decoded read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Decoded.NotUnderstood("a message is an object", null);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            MessageField field = MessageField.byCode(parser.currentName());
            nextValue();
            if (field == null) {
                parser.skipChildren();
            } else {
                read(field);
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            return new Decoded.NotUnderstood("a message is one object and nothing after it", null);
        }
        return fields.toMessage(problems);
    }

    private void read(MessageField field) throws IOException {
        if (fields.isGiven(field)) {
            fields.wrong(field, "is given twice");
            parser.skipChildren();
            return;
        }
        fields.given(field);
        switch (field) {
            case TYPE, CONDITION -> readText(field);
            case DEVICE -> readDevice();
            case EPOCH, NEXT, AT, SEQ, THROUGH -> readWhole(field);
            case ACTIVE -> readActive();
            case VALUES -> readValues();
            case SPOT -> readSpot();
            case CHARTED -> readCharted();
        }
    }

    private void readText(MessageField field) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            fields.text(field, parser.getText());
        } else {
            wrong(field, "must be a text");
        }
    }

    private void readDevice() throws IOException {
        String id = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        if (Ids.isValid(id)) {
            fields.device(new DeviceId(id));
        } else {
            wrong(MessageField.DEVICE, "must be a text that matches [A-Za-z0-9._-]{1,64}");
        }
    }

    private void readWhole(MessageField field) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            wrong(field, "must be a whole number");
            return;
        }
        boolean isLong = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        long number = isLong ? parser.getLongValue() : Long.MAX_VALUE;
        if (number < field.least() || number > WHOLE_MAX) {
            wrong(field, "must be a whole number from " + field.least() + " to " + WHOLE_MAX);
        } else {
            fields.whole(field, number);
        }
    }

    private void readActive() throws IOException {
        if (parser.currentToken().isBoolean()) {
            fields.active(parser.getBooleanValue());
        } else {
            wrong(MessageField.ACTIVE, "must be true or false");
        }
    }

    private void readValues() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            wrong(MessageField.VALUES, "must be an object");
            return;
        }
        int named = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            nextValue();
            Vital vital = Vital.byCode(name);
            if (vital == null) {
                refuse(name, "unknown vital");
            } else if ((named & vital.bit()) != 0) {
                fields.withoutValue(vital);
                refuse(name, "given twice");
            } else {
                named |= vital.bit();
                readValue(vital);
            }
            parser.skipChildren();
        }
    }

    private void readValue(Vital vital) throws IOException {
        double number = parser.currentToken().isNumeric() ? parser.getDoubleValue() : Double.NaN;
        if (Double.isFinite(number)) {
            fields.value(vital, number);
        } else {
            refuse(vital.code(), "not a number");
        }
    }

    private void readSpot() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            wrong(MessageField.SPOT, "must be a list of vitals");
            return;
        }
        while (nextValue() != JsonToken.END_ARRAY) {
            boolean isText = parser.currentToken() == JsonToken.VALUE_STRING;
            Vital vital = isText ? Vital.byCode(parser.getText()) : null;
            if (vital != null) {
                fields.spot(vital);
            } else {
                String what = isText ? "'" + shortened(parser.getText()) + "'" : "no text";
                refuse("spot", "unknown vital: " + what);
            }
            parser.skipChildren();
        }
    }

    private void readCharted() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            wrong(MessageField.CHARTED, "must be an object");
            return;
        }
        Consciousness consciousness = null;
        Boolean oxygen = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = nextValue();
            if (value != JsonToken.VALUE_NULL && name.equals("consciousness")) {
                consciousness = consciousness();
            } else if (value != JsonToken.VALUE_NULL && name.equals("oxygen")) {
                oxygen = oxygen();
            }
            parser.skipChildren();
        }
        fields.charted(new Charted(consciousness, oxygen));
    }

    private @Nullable Consciousness consciousness() throws IOException {
        Consciousness level = parser.currentToken() == JsonToken.VALUE_STRING
                ? Consciousness.byCode(parser.getText())
                : null;
        if (level == null) {
            refuse("consciousness", "must be A, C, V, P or U");
        }
        return level;
    }

    private @Nullable Boolean oxygen() throws IOException {
        if (parser.currentToken().isBoolean()) {
            return parser.getBooleanValue();
        }
        refuse("oxygen", "must be true or false");
        return null;
    }

    /** The next token; a CBOR parser at the end of its bytes would go on saying null. */
    private JsonToken nextValue() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new EOFException("the message ends before it is complete");
        }
        return token;
    }

    private void wrong(MessageField field, String reason) throws IOException {
        fields.wrong(field, reason);
        parser.skipChildren();
    }

    private void refuse(String field, String reason) {
        if (problems.size() < Bounds.PROBLEMS_PER_FRAME_MAX) {
            problems.add(new Refused(shortened(field), reason));
        }
    }

    private static String shortened(String name) {
        return name.length() <= NAME_SHOWN_MAX ? name : name.substring(0, NAME_SHOWN_MAX) + "…";
    }
}
