package io.vigil.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

import io.vigil.core.Bounds;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Device messages to records and back, in JSON and CBOR.
 *
 * <p>Ten thousand frames a second come through here, so it reads token by token and builds no tree.
 * Safe for use by several threads. {@link #decode} throws nothing, whatever the bytes.
 */
public final class FrameCodec {

    /** No message of ours nests deeper than two; additions may, a little. */
    private static final int DEPTH_MAX = 16;

    private static final int REASON_SHOWN_MAX = 200;
    private static final int ANSWER_BYTES = 160;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxDocumentLength(Bounds.MESSAGE_BYTES_MAX)
            .maxNestingDepth(DEPTH_MAX)
            .build();

    /** Names come from outside: they are not to stay in the JVM's table of strings. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final CBORFactory CBOR = CBORFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private FrameCodec() {}

    private interface Opening {
        JsonParser open() throws IOException;
    }

    public static Decoded decodeJson(String text) {
        return decode(() -> JSON.createParser(text), "JSON");
    }

    public static Decoded decodeCbor(byte[] bytes) {
        return decode(() -> CBOR.createParser(bytes), "CBOR");
    }

    /**
     * Besides its own exceptions the parser may meet bytes that its authors did not think of: one
     * bad message must never end the connection of a gateway with a ward's devices on it.
     */
    private static Decoded decode(Opening opening, String format) {
        try (JsonParser parser = opening.open()) {
            return new FrameReader(parser).read();
        } catch (JsonProcessingException e) {
            return notUnderstood(format, e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            return notUnderstood(format, String.valueOf(e.getMessage()));
        }
    }

    private static Decoded notUnderstood(String format, String why) {
        String reason = "not " + format + ": " + why;
        return new Decoded.NotUnderstood(
                reason.length() <= REASON_SHOWN_MAX
                        ? reason
                        : reason.substring(0, REASON_SHOWN_MAX) + "…",
                null);
    }

    public static String encodeJson(ServerMessage message) {
        try (SegmentedStringWriter out = new SegmentedStringWriter(JSON._getBufferRecycler())) {
            try (JsonGenerator generator = JSON.createGenerator(out)) {
                AnswerWriter.write(message, generator);
            }
            return out.getAndClear();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    public static byte[] encodeCbor(ServerMessage message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(ANSWER_BYTES);
        try (JsonGenerator generator = CBOR.createGenerator(out)) {
            AnswerWriter.write(message, generator);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toByteArray();
    }
}
