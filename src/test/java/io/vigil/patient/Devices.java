package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.PatientId;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The devices' actors that a test has; of others nobody hears. */
final class Devices implements DevicePort {

    final Map<DeviceId, ActorRef<DeviceEntity.Command>> known = new ConcurrentHashMap<>();

    @Override
    public void holds(DeviceId device, DeviceEntity.Holds holds) {
        tell(device, holds);
    }

    @Override
    public void letsGo(DeviceId device, PatientId patient) {
        tell(device, new DeviceEntity.LetsGo(patient));
    }

    private void tell(DeviceId device, DeviceEntity.Command command) {
        ActorRef<DeviceEntity.Command> to = known.get(device);
        if (to != null) {
            to.tell(command);
        }
    }
}
