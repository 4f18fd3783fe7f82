package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.Objects;

/** Which session speaks for a device, and what it was last told of the device's patient. */
final class DeviceClaim {

    private final DeviceId device;
    private @Nullable ActorRef<DeviceNotice> holder;
    private @Nullable PatientId told;
    private boolean waiting;
    private boolean verifying;

    DeviceClaim(DeviceId device) {
        this.device = device;
    }

    /** The newest claim wins. */
    void take(ActorRef<DeviceNotice> session) {
        ActorRef<DeviceNotice> before = holder;
        if (before != null && !before.equals(session)) {
            before.tell(new DeviceNotice.Superseded(device));
        }
        holder = session;
        waiting = true;
    }

    void drop(ActorRef<DeviceNotice> session) {
        if (session.equals(holder)) {
            holder = null;
            waiting = false;
        }
    }

    boolean isHeld() {
        return holder != null;
    }

    /** True while the claim is not answered. */
    boolean isWaiting() {
        return waiting;
    }

    /** While the patient is asked, the answer to a claim waits. */
    void verify(boolean verifying) {
        this.verifying = verifying;
    }

    void tell(DeviceNotice notice) {
        if (holder != null) {
            holder.tell(notice);
        }
    }

    /**
     * Tells the session its patient, if it has to be told. While an assignment is being carried out
     * that is nobody.
     *
     * @param epoch and {@code seq}: how far the device's frames are durable
     */
    void settle(@Nullable PatientId serving, long epoch, long seq) {
        if (holder == null || verifying) {
            return;
        }
        if (waiting) {
            waiting = false;
            told = serving;
            tell(new DeviceNotice.Claimed(device, serving, epoch, seq));
        } else if (!Objects.equals(told, serving)) {
            told = serving;
            tell(new DeviceNotice.Assigned(device, serving));
        }
    }
}
