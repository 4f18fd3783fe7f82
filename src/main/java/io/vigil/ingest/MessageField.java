package io.vigil.ingest;

import io.vigil.core.Nullable;

import java.util.Locale;

/** The fields that device messages have, with the least value of those that are whole numbers. */
enum MessageField {
    TYPE,
    DEVICE,
    EPOCH(0),
    NEXT(1),
    AT(-FrameReader.WHOLE_MAX),
    SEQ(1),
    THROUGH(1),
    CONDITION,
    ACTIVE,
    VALUES,
    SPOT,
    CHARTED;

    private final String code = name().toLowerCase(Locale.ROOT);
    private final long least;

    MessageField() {
        this(0);
    }

    MessageField(long least) {
        this.least = least;
    }

    static @Nullable MessageField byCode(String code) {
        return switch (code) {
            case "type" -> TYPE;
            case "device" -> DEVICE;
            case "epoch" -> EPOCH;
            case "next" -> NEXT;
            case "at" -> AT;
            case "seq" -> SEQ;
            case "through" -> THROUGH;
            case "condition" -> CONDITION;
            case "active" -> ACTIVE;
            case "values" -> VALUES;
            case "spot" -> SPOT;
            case "charted" -> CHARTED;
            default -> null;
        };
    }

    String code() {
        return code;
    }

    long least() {
        return least;
    }

    int bit() {
        return 1 << ordinal();
    }
}
