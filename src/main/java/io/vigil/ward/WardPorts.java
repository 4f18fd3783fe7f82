package io.vigil.ward;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a ward needs of the world around it.
 *
 * @param encoder how changes are written for screens
 * @param patients wakes patients
 * @param directory takes a registration to the directory of wards
 * @param clock the time for heartbeats, rosters and pacing
 * @param feedIds a fresh name for a feed's numbering, never given twice
 */
public record WardPorts(
        ChangeEncoder encoder,
        PatientWaker patients,
        Consumer<WardDirectory.Register> directory,
        InstantSource clock,
        Supplier<String> feedIds) {}
