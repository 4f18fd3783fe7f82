package io.vigil.ingest;

import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Sentry;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;

import java.util.ArrayList;
import java.util.List;

/**
 * A device's frames judged beside its patient, with the limits that the patient has told. They are
 * told only where the patient may be on another node.
 */
final class LimitWatch {

    private @Nullable Sentry sentry;
    private String site = "";

    boolean areKnown() {
        return sentry != null;
    }

    /** The device serves somebody else from now on, or nobody. */
    void forget() {
        sentry = null;
    }

    /** @param patient the one that the device serves; what another says of itself doesn't count */
    void told(DeviceNotice.Watched watched, @Nullable PatientId patient) {
        if (watched.state().id().equals(patient)) {
            site = watched.site();
            sentry = sentry == null ? new Sentry(watched.state()) : sentry.told(watched.state());
        }
    }

    /** The limit alarms that this frame raises, as the ward would show them. */
    List<WardAlarm> judge(PatientCommand.FromDevice command) {
        if (sentry == null || !(command instanceof PatientCommand.Observe observe)) {
            return List.of();
        }
        Sentry.Judged judged = sentry.judge(observe);
        sentry = judged.next();
        List<WardAlarm> alarms = new ArrayList<>(0);
        for (AlarmRaised raised : judged.raised()) {
            WardAlarm alarm = placed(raised, judged.next().state());
            if (alarm != null) {
                alarms.add(alarm);
            }
        }
        return alarms;
    }

    private @Nullable WardAlarm placed(AlarmRaised raised, PatientState state) {
        Admission stay = state.admission();
        Alarm alarm = AlarmHistory.after(null, raised);
        return stay == null || !stay.isOpen() || alarm == null
                ? null
                : new WardAlarm(state.id(), stay.ward(), stay.bed(), alarm, false, site);
    }
}
