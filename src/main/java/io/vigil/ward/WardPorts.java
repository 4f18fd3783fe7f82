package io.vigil.ward;

import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.patient.Contest;
import io.vigil.core.ward.WardAlarm;

import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a ward needs of the world around it.
 *
 * @param encoder how changes are written for screens
 * @param patients wakes patients
 * @param contests tells a patient who else has its bed; at most once
 * @param directory takes a registration to the directory of wards
 * @param serverAlarms what the server has to say of itself in this ward now
 * @param sink where alarms are told beside the screens
 * @param clock the time for heartbeats, rosters and pacing
 * @param feedIds a fresh name for a feed's numbering, never given twice
 */
public record WardPorts(
        ChangeEncoder encoder,
        PatientWaker patients,
        BiConsumer<PatientId, Contest> contests,
        Consumer<WardDirectory.Register> directory,
        Function<WardId, List<WardAlarm>> serverAlarms,
        WardSink sink,
        InstantSource clock,
        Supplier<String> feedIds) {}
