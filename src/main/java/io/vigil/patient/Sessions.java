package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.patient.DeviceMark;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A patient's devices: who speaks for each now, and when each was last heard. */
final class Sessions {

    private final Map<DeviceId, ActorRef<DeviceNotice>> byDevice = HashMap.newHashMap(1);
    private final Map<DeviceId, Long> heard = HashMap.newHashMap(1);
    /** Devices that speak to another site, which watches for their silence. */
    private final Set<DeviceId> elsewhere = new HashSet<>();

    /** The session speaks for the device from now on; true if it is a new one. */
    boolean put(DeviceId device, ActorRef<DeviceNotice> session) {
        return !session.equals(byDevice.put(device, session));
    }

    @Nullable
    ActorRef<DeviceNotice> of(DeviceId device) {
        return byDevice.get(device);
    }

    void gone(ActorRef<DeviceNotice> session) {
        byDevice.values().removeIf(session::equals);
    }

    boolean isEmpty() {
        return byDevice.isEmpty();
    }

    void tellAll(Function<DeviceId, DeviceNotice> notice) {
        byDevice.forEach((device, session) -> session.tell(notice.apply(device)));
    }

    void heard(DeviceId device, long now) {
        elsewhere.remove(device);
        heard.put(device, now);
    }

    /** The device speaks to another site now. */
    void heardElsewhere(DeviceId device) {
        elsewhere.add(device);
        heard.remove(device);
    }

    Map<DeviceId, Long> heard() {
        return heard;
    }

    /** A device that has just been attached is given the time to speak up, from now. */
    void follow(List<DeviceMark> attached, long now) {
        if (isFollowed(attached)) {
            return;
        }
        List<DeviceId> devices = attached.stream().map(DeviceMark::device).toList();
        heard.keySet().retainAll(devices);
        elsewhere.retainAll(devices);
        for (DeviceId device : devices) {
            if (!elsewhere.contains(device)) {
                heard.putIfAbsent(device, now);
            }
        }
    }

    /** As nearly always: these devices and no others are known already. */
    private boolean isFollowed(List<DeviceMark> attached) {
        for (DeviceMark mark : attached) {
            if (!heard.containsKey(mark.device()) && !elsewhere.contains(mark.device())) {
                return false;
            }
        }
        return heard.size() + elsewhere.size() == attached.size();
    }

    /**
     * Forgets the sessions of devices that are no longer attached.
     *
     * @param holding they were told to hold, and no go will come to them: they hear what has become
     *     of their device, which others learn with their next frame
     */
    void keep(List<DeviceMark> attached, boolean holding) {
        byDevice.entrySet().removeIf(each -> {
            DeviceId device = each.getKey();
            boolean isGone = !isAmong(attached, device);
            if (isGone && holding) {
                each.getValue().tell(new DeviceNotice.NotAttached(device));
            }
            return isGone;
        });
    }

    private static boolean isAmong(List<DeviceMark> marks, DeviceId device) {
        for (DeviceMark mark : marks) {
            if (mark.device().equals(device)) {
                return true;
            }
        }
        return false;
    }
}
