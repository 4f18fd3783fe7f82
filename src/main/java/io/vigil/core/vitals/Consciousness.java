package io.vigil.core.vitals;

import io.vigil.core.Nullable;

/** Level of consciousness, ACVPU (RCP 2017): alert, new confusion, voice, pain, unresponsive. */
public enum Consciousness {
    A,
    C,
    V,
    P,
    U;

    /** The level of this letter, or null if there is none. */
    public static @Nullable Consciousness byCode(String code) {
        return switch (code) {
            case "A" -> A;
            case "C" -> C;
            case "V" -> V;
            case "P" -> P;
            case "U" -> U;
            default -> null;
        };
    }
}
