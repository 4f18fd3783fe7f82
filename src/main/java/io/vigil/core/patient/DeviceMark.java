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

    DeviceMark taken(long takenEpoch, long takenSeq, long at) {
        return new DeviceMark(device, takenEpoch, takenSeq, Math.max(lastAt, at), attached);
    }

    DeviceMark detached() {
        return new DeviceMark(device, epoch, seq, lastAt, false);
    }

    /** The highest sequence taken in this epoch. */
    public long ackedIn(long otherEpoch) {
        return otherEpoch == epoch ? seq : 0;
    }
}
