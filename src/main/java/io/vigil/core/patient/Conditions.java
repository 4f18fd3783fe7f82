package io.vigil.core.patient;

import io.vigil.core.alarm.Priority;
import io.vigil.core.vitals.Vital;

/** The names of conditions that rules speak of, and what is reserved from devices' own names. */
public final class Conditions {

    public static final String NEWS2_URGENT = "news2-urgent";
    public static final String NO_DATA = "no-data";
    public static final String CLOCK_SKEW = "clock-skew";
    public static final String SIGNAL_LOST = "signal-lost.";

    /** Before the id of the other patient. */
    public static final String IDENTITY_CONFLICT = "identity-conflict.";

    private Conditions() {}

    static String signalLost(Vital vital) {
        return SIGNAL_LOST + vital.code();
    }

    /** True for names that a device can't report, because they mean something else. */
    static boolean isReserved(String name) {
        return Profiles.place(name) >= 0
                || name.equals(NO_DATA)
                || name.equals(CLOCK_SKEW)
                || name.startsWith(SIGNAL_LOST)
                || name.startsWith(IDENTITY_CONFLICT);
    }

    /**
     * Nothing measured at all asks for a prompt look; the rest of what a device says of itself is
     * for awareness. Typical, as no standard text is at hand.
     */
    static Priority priorityOfReported(String name) {
        return switch (name) {
            case "leads-off", "probe-off", "sensor-off", "disconnected", "device-failure" ->
                Priority.MEDIUM;
            default -> Priority.LOW;
        };
    }
}
