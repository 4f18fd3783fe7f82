package io.vigil.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Identifies an alarm: {@code patient.condition.onset}, the onset in base 36.
 *
 * <p>Derived from the samples alone, never from a clock or a random number, so that a resent
 * sample raises the same alarm and not a second one.
 */
public record AlarmId(String value) implements Comparable<AlarmId> {

    /** @throws IllegalArgumentException if the value can't be an alarm's id */
    public AlarmId {
        if (value == null || value.isEmpty() || value.length() > Bounds.ALARM_ID_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "alarm id must have 1 to " + Bounds.ALARM_ID_LENGTH_MAX + " characters");
        }
    }

    public static AlarmId of(PatientId patient, String condition, long onset) {
        return new AlarmId(patient.value() + "." + condition + "." + Long.toString(onset, 36));
    }

    /** The patient's part of the id: all before the condition. */
    public boolean belongsTo(PatientId patient) {
        return value.startsWith(patient.value() + ".");
    }

    /**
     * The patients that this id can belong to, the shortest name first: both a patient's id and a
     * condition may have dots in them.
     */
    public List<PatientId> possiblePatients() {
        List<PatientId> patients = new ArrayList<>();
        int lastDot = value.lastIndexOf('.');
        for (int dot = value.indexOf('.');
                dot > 0 && dot < lastDot;
                dot = value.indexOf('.', dot + 1)) {
            String name = value.substring(0, dot);
            if (Ids.isValid(name)) {
                patients.add(new PatientId(name));
            }
        }
        return patients;
    }

    @Override
    public int compareTo(AlarmId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
