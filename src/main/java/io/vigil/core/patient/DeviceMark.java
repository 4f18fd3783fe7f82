package io.vigil.core.patient;

import io.vigil.core.DeviceId;

/**
 * How far a device's frames have been taken: the high-water mark that drops duplicates. It is kept
 * when the device leaves, so that its next patient goes on where this one ended.
 *
 * @param seq the highest sequence of this epoch, 0 if none
 * @param lastAt the newest frame's time by the device's clock; the attachment's until one came
 */
public record DeviceMark(DeviceId device, long epoch, long seq, long lastAt, boolean attached) {

    /** Never goes back: what another site took of the device may come late. */
    public DeviceMark taken(long takenEpoch, long takenSeq, long at) {
        boolean isAhead = takenEpoch > epoch || takenEpoch == epoch && takenSeq > seq;
        return new DeviceMark(
                device,
                isAhead ? takenEpoch : epoch,
                isAhead ? takenSeq : seq,
                Math.max(lastAt, at),
                attached);
    }

    public DeviceMark attached(boolean isAttached) {
        return isAttached == attached
                ? this
                : new DeviceMark(device, epoch, seq, lastAt, isAttached);
    }

    DeviceMark detached() {
        return new DeviceMark(device, epoch, seq, lastAt, false);
    }

    /** The highest sequence taken in this epoch. */
    public long ackedIn(long otherEpoch) {
        return otherEpoch == epoch ? seq : 0;
    }
}
