package io.vigil.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The two ways in which the same fields go over the wire. */
public enum Wire {
    JSON(new JsonFactory()),
    CBOR(new CBORFactory());

    /** Most messages are smaller; larger ones grow it. */
    private static final int SIZE_GUESS = 512;

    /** Whole numbers below this are exact in a double, and in JavaScript. */
    private static final double WHOLE_MAX = 9_007_199_254_740_992.0;

    @SuppressWarnings("ImmutableEnumChecker") // configured by nobody once it is made
    private final JsonFactory factory;

    Wire(JsonFactory factory) {
        this.factory = factory;
    }

    /** What is written: calls on the generator that make one value. */
    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator to) throws IOException;
    }

    public byte[] bytes(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE_GUESS);
        try (JsonGenerator to = factory.createGenerator(out)) {
            body.write(to);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /** The value as JSON text. */
    public static String text(Body body) {
        StringWriter out = new StringWriter(SIZE_GUESS);
        try (JsonGenerator to = JSON.factory.createGenerator(out)) {
            body.write(to);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toString();
    }

    /** A measured number: 86, not 86.0. */
    public static void number(JsonGenerator to, double number) throws IOException {
        if (number == Math.rint(number) && Math.abs(number) < WHOLE_MAX) {
            to.writeNumber((long) number);
        } else {
            to.writeNumber(number);
        }
    }
}
