package io.vigil.simulate;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;
import io.vigil.core.patient.DeviceMark;
import io.vigil.core.patient.PatientState;
import io.vigil.patient.DeviceClaim;

import java.util.HashMap;
import java.util.Map;

/** The devices' entities on a site, from its start to its crash: each with the real claim. */
final class Claims {

    private final SimSite site;
    private final Map<DeviceId, DeviceClaim<SimSession>> byDevice = new HashMap<>();

    Claims(SimSite site) {
        this.site = site;
    }

    /**
     * @param patient whose the device is
     * @param recorded that patient
     */
    void take(SimSession session, long helloNanos, PatientId patient, PatientState recorded) {
        DeviceClaim<SimSession> claim = of(session.device());
        if (!claim.take(session, helloNanos)) {
            return;
        }
        DeviceMark mark = recorded.devices().get(session.device());
        boolean isServed = mark != null && mark.attached() && recorded.isAdmitted();
        claim.settle(
                isServed ? patient : null,
                mark == null ? 0 : mark.epoch(),
                mark == null ? 0 : mark.seq());
    }

    void drop(SimSession session) {
        of(session.device()).drop(session);
    }

    private DeviceClaim<SimSession> of(DeviceId device) {
        return byDevice.computeIfAbsent(
                device,
                named -> new DeviceClaim<>(
                        named,
                        (session, notice) ->
                                site.post().tell(this, session, () -> session.told(notice))));
    }
}
