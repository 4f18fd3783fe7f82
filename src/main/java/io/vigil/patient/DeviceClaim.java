package io.vigil.patient;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.PatientId;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Which session speaks for a device, and what it was last told of the device's patient.
 *
 * @param <S> where a session is found
 */
public final class DeviceClaim<S> {

    private final DeviceId device;
    private final BiConsumer<S, DeviceNotice.Plain> teller;
    private @Nullable S holder;
    private long heldSince;
    private @Nullable PatientId told;
    private boolean waiting;
    private boolean verifying;

    public DeviceClaim(DeviceId device, BiConsumer<S, DeviceNotice.Plain> teller) {
        this.device = device;
        this.teller = teller;
    }

    /**
     * Whoever has the newest hello wins. A claim may come late, or again from a connection that the
     * device has left without a word: it must not take the device from the connection it is on.
     *
     * @param helloNanos when the device said hello to this session; 0: just now
     * @return false if it does not get it
     */
    public boolean take(S session, long helloNanos) {
        S before = holder;
        if (before != null && !before.equals(session)) {
            if (isOlder(helloNanos)) {
                teller.accept(session, new DeviceNotice.Superseded(device));
                return false;
            }
            teller.accept(before, new DeviceNotice.Superseded(device));
        }
        holder = session;
        heldSince = helloNanos;
        waiting = true;
        return true;
    }

    private boolean isOlder(long helloNanos) {
        return helloNanos != 0 && heldSince != 0 && helloNanos - heldSince < 0;
    }

    public void drop(S session) {
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

    void tell(DeviceNotice.Plain notice) {
        if (holder != null) {
            teller.accept(holder, notice);
        }
    }

    /**
     * Tells the session its patient, if it has to be told. While an assignment is being carried out
     * that is nobody.
     *
     * @param epoch and {@code seq}: how far the device's frames are durable
     */
    public void settle(@Nullable PatientId serving, long epoch, long seq) {
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
