package io.vigil.core.ward;

import io.vigil.core.AlarmId;
import io.vigil.core.BedId;
import io.vigil.core.PatientId;
import io.vigil.core.WardId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.alarm.Kind;
import io.vigil.core.alarm.Priority;

/** What a server has to say of itself, as an alarm of a ward. It is announced and never recorded. */
public final class ServerAlarm {

    /** Stands where a patient's alarm has its patient; the page knows it by this name. */
    public static final PatientId SERVER = new PatientId("vigil-server");

    private static final BedId NO_BED = new BedId("server");

    private ServerAlarm() {}

    /** Of medium priority, as most are. */
    public static WardAlarm of(WardId ward, String condition, long at, String site) {
        return of(ward, condition, Priority.MEDIUM, at, site);
    }

    /** @param at when it began, ms since the epoch; its id is made of that */
    public static WardAlarm of(
            WardId ward, String condition, Priority priority, long at, String site) {
        Alarm alarm = new Alarm(
                AlarmId.of(SERVER, condition, at),
                condition,
                null,
                null,
                Kind.TECHNICAL,
                priority,
                at,
                at,
                null,
                null,
                null,
                null,
                false);
        return new WardAlarm(SERVER, ward, NO_BED, alarm, false, site);
    }
}
