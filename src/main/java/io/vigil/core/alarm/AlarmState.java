package io.vigil.core.alarm;

/** The four states of PROTOCOL: only {@link #ENDED} is no longer open. */
public enum AlarmState {
    ACTIVE("active"),
    ACKNOWLEDGED("acknowledged"),
    LATCHED("latched"),
    ENDED("ended");

    private final String code;

    AlarmState(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
