package io.vigil.ingest;

import io.vigil.core.Bounds;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;
import io.vigil.core.alarm.Alarm;
import io.vigil.core.patient.Admission;
import io.vigil.core.patient.AlarmHistory;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientCommand;
import io.vigil.core.patient.PatientEvent.AlarmRaised;
import io.vigil.core.patient.PatientState;
import io.vigil.core.patient.Sentry;
import io.vigil.core.ward.WardAlarm;
import io.vigil.patient.DeviceNotice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A device's frames judged beside its patient, from where the patient stands by its own account,
 * which it gives only where it may be on another node.
 *
 * <p>That account is of what is durable: frames on their way to the journal are judged on top of it.
 */
final class LimitWatch {

    /** Judged, and not known to be durable. */
    private final ArrayDeque<PatientCommand.Observe> unacked = new ArrayDeque<>();

    private @Nullable Sentry sentry;
    private String site = "";

    boolean areKnown() {
        return sentry != null;
    }

    /** The device serves somebody else from now on, or nobody. */
    void forget() {
        sentry = null;
        unacked.clear();
    }

    /** The patient has the frames up to here. */
    void durable(long seq) {
        while (!unacked.isEmpty() && unacked.element().seq() <= seq) {
            unacked.remove();
        }
    }

    /** @param patient the one that the device serves; what another says of itself doesn't count */
    void told(DeviceNotice.Watched watched, @Nullable PatientId patient) {
        if (!watched.state().id().equals(patient)) {
            return;
        }
        site = watched.site();
        DeviceMark mark = watched.state().devices().get(watched.device());
        if (mark != null && !unacked.isEmpty()) {
            durable(mark.ackedIn(unacked.element().epoch()));
        }
        Sentry next = new Sentry(watched.state());
        for (PatientCommand.Observe frame : unacked) {
            next = next.judge(frame).next();
        }
        sentry = next;
    }

    /** The alarms of limits and scores that this frame raises, as the ward would show them. */
    List<WardAlarm> judge(PatientCommand.FromDevice command) {
        if (sentry == null || !(command instanceof PatientCommand.Observe observe)) {
            return List.of();
        }
        keep(observe);
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

    /** A frame that is sent again is kept already. Credit bounds how many there are. */
    private void keep(PatientCommand.Observe frame) {
        if (unacked.isEmpty() || unacked.getLast().seq() < frame.seq()) {
            unacked.add(frame);
            if (unacked.size() > Bounds.CREDIT_FRAMES) {
                unacked.remove();
            }
        }
    }

    private @Nullable WardAlarm placed(AlarmRaised raised, PatientState state) {
        Admission stay = state.admission();
        Alarm alarm = AlarmHistory.after(null, raised);
        return stay == null || !stay.isOpen() || alarm == null
                ? null
                : new WardAlarm(state.id(), stay.ward(), stay.bed(), alarm, false, site);
    }
}
