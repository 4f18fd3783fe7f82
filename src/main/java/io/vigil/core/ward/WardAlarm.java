package io.vigil.core.ward;

import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;

/**
 * An alarm as a ward shows it.
 *
 * @param recorded false while this state of the alarm is announced but not yet durable
 * @param site where it was decided
 */
public record WardAlarm(
        PatientId patient, WardId ward, BedId bed, Alarm alarm, boolean recorded, String site) {}
