package io.vigil.core.replica;

import io.vigil.core.DeviceId;
import io.vigil.core.alarm.Condition;

import java.util.List;

/**
 * What sites have decided without knowing of each other, and a person has yet to decide. It is shown
 * until then; meanwhile the safer side is in force.
 */
public sealed interface Doubt {

    /** Different limits: the tightest are in force until somebody confirms or changes them. */
    record Limits(String condition, List<Condition> written) implements Doubt {}

    /** Different beds: the last written is shown, until a transfer that has seen all. */
    record Bed(List<Merge.Place> places) implements Doubt {}

    /** Two people under one id, perhaps: until one of them has been discharged. */
    record Identity(List<Merge.Person> people) implements Doubt {}

    /** Attached and detached: its data is taken, until somebody attaches or detaches it again. */
    record Device(DeviceId device) implements Doubt {}

    /**
     * Discharged, though there is life that the discharge hadn't seen: until the next discharge, or
     * a transfer, even to the same bed.
     */
    record DischargePending(long at) implements Doubt {}
}
