package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.patient.Claimed;
import io.vigil.core.patient.ConflictDecisions;
import io.vigil.core.patient.Contest;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.OpenAlarms;
import io.vigil.core.patient.PatientState;
import io.vigil.core.replica.Merge;
import io.vigil.core.replica.Replica;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells each device's actor that this patient has the device, so that somebody knows if another has
 * it, too. Only of a patient of several sites: one site alone never gives a device to two.
 */
final class DeviceClaims {

    /** Nothing is confirmed: a lost word is made good by the next. */
    private static final long EVERY_MS = Duration.ofSeconds(30).toMillis();

    private final Body body;
    private final Consumer<Contest> onLost;
    private final Map<DeviceId, DeviceEntity.Holds> told = new HashMap<>();
    private @Nullable Merge seen;
    private @Nullable OpenAlarms alarms;
    private boolean isAdmitted;
    private long toldAt;

    /** @param onLost hears of a device that the patient has no more, though it has a conflict over it */
    DeviceClaims(Body body, Consumer<Contest> onLost) {
        this.body = body;
        this.onLost = onLost;
    }

    /** Called after whatever has happened; tells what is new, and all of it now and then. */
    void step(Replica shown, long now) {
        Merge facts = shown.merge();
        if (facts == null || isAsBefore(shown, facts) && now < nextDue()) {
            return;
        }
        boolean isDue = now >= nextDue();
        toldAt = isDue || told.isEmpty() ? now : toldAt;
        seen = facts;
        alarms = shown.patient().alarms();
        isAdmitted = shown.patient().isAdmitted();
        tell(shown, isDue);
        lost(shown.patient());
    }

    private boolean isAsBefore(Replica shown, Merge facts) {
        PatientState patient = shown.patient();
        Merge before = seen;
        return before != null
                && before.devices().equals(facts.devices())
                && before.discharges().equals(facts.discharges())
                && isAdmitted == patient.isAdmitted()
                && patient.alarms().equals(alarms);
    }

    long nextDue() {
        return told.isEmpty() ? Long.MAX_VALUE : toldAt + EVERY_MS;
    }

    private void tell(Replica shown, boolean all) {
        PatientState patient = shown.patient();
        List<DeviceMark> marks =
                patient.isAdmitted() ? patient.devices().attached() : List.<DeviceMark>of();
        Set<DeviceId> gone = new HashSet<>(told.keySet());
        for (DeviceMark mark : marks) {
            DeviceId device = mark.device();
            gone.remove(device);
            DeviceEntity.Holds holds = new DeviceEntity.Holds(
                    body.id(),
                    shown.attachedSince(device),
                    ConflictDecisions.others(patient, new Claimed.Device(device)));
            if (!holds.equals(told.put(device, holds)) || all) {
                body.ports().devices().holds(device, holds);
            }
        }
        for (DeviceId device : gone) {
            told.remove(device);
            body.ports().devices().letsGo(device, body.id());
        }
    }

    /** Another site took the device away while this one found the conflict. */
    private void lost(PatientState patient) {
        for (Claimed what : ConflictDecisions.lost(patient)) {
            onLost.accept(new Contest(what, List.of(), List.of(), List.of()));
        }
    }
}
