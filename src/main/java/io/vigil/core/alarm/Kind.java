package io.vigil.core.alarm;

/** What an alarm speaks of: the patient, or the equipment. */
public enum Kind {
    PHYSIOLOGICAL("physiological"),
    TECHNICAL("technical");

    private final String code;

    Kind(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
