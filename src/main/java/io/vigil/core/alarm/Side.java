package io.vigil.core.alarm;

/** The side of the bound on which a value alarms. */
public enum Side {
    LOW("low"),
    HIGH("high");

    private final String code;

    Side(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
