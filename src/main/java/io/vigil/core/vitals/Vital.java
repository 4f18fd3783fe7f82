package io.vigil.core.vitals;

import io.vigil.core.Nullable;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The vital signs that Vigil knows, with their codes and the range outside of which a number is
 * an artefact, not a measurement.
 *
 * <p>Sources: ISO/IEEE 11073-10101 (MDC), LOINC, UCUM as listed in docs/CLINICAL.md. The order is
 * part of the journal's encoding: append, never reorder.
 */
public enum Vital {
    HR("hr", "heart rate", 147842, "8867-4", "/min", 0, 350),
    PR("pr", "pulse rate", 149530, "8889-8", "/min", 0, 350),
    SPO2("spo2", "oxygen saturation", 150456, "2708-6", "%", 0, 100),
    RR("rr", "respiratory rate", 151562, "9279-1", "/min", 0, 150),
    SBP("sbp", "systolic blood pressure", 150021, "8480-6", "mm[Hg]", 0, 300),
    DBP("dbp", "diastolic blood pressure", 150022, "8462-4", "mm[Hg]", 0, 250),
    MAP("map", "mean arterial pressure", 150023, "8478-0", "mm[Hg]", 0, 280),
    TEMP("temp", "body temperature", 150344, "8310-5", "Cel", 20, 46),
    ETCO2("etco2", "end-tidal carbon dioxide", 151728, "19891-1", "mm[Hg]", 0, 150);

    public static final int COUNT = values().length;

    private static final Vital[] ALL = values();
    private static final Map<String, Vital> BY_CODE =
            Stream.of(ALL).collect(Collectors.toUnmodifiableMap(Vital::code, Function.identity()));

    private final String code;
    private final String display;
    private final int mdc;
    private final String loinc;
    private final String ucum;
    private final double plausibleLow;
    private final double plausibleHigh;

    Vital(
            String code,
            String display,
            int mdc,
            String loinc,
            String ucum,
            double plausibleLow,
            double plausibleHigh) {
        this.code = code;
        this.display = display;
        this.mdc = mdc;
        this.loinc = loinc;
        this.ucum = ucum;
        this.plausibleLow = plausibleLow;
        this.plausibleHigh = plausibleHigh;
    }

    /** The vital of this name on the wire, or null if there is none. */
    public static @Nullable Vital byCode(String code) {
        return BY_CODE.get(code);
    }

    public static Vital at(int ordinal) {
        return ALL[ordinal];
    }

    /** The name on the wire: {@code hr}, {@code spo2}. */
    public String code() {
        return code;
    }

    public String display() {
        return display;
    }

    /** ISO/IEEE 11073 nomenclature code (MDC). */
    public int mdc() {
        return mdc;
    }

    public String loinc() {
        return loinc;
    }

    /** UCUM unit of every value of this vital. */
    public String ucum() {
        return ucum;
    }

    public double plausibleLow() {
        return plausibleLow;
    }

    public double plausibleHigh() {
        return plausibleHigh;
    }

    /** False for what no patient can have, and for NaN. */
    public boolean isPlausible(double value) {
        return value >= plausibleLow && value <= plausibleHigh;
    }

    public int bit() {
        return 1 << ordinal();
    }
}
