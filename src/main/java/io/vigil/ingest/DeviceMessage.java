package io.vigil.ingest;

import io.vigil.core.DeviceId;
import io.vigil.core.Refused;
import io.vigil.core.vitals.Charted;
import io.vigil.core.vitals.Values;

import java.util.List;

/** What a device says on its stream; times are ms since the epoch by the device's clock. */
public sealed interface DeviceMessage {

    DeviceId device();

    /**
     * The first words of a device.
     *
     * @param next the first sequence that the device would send
     */
    record Hello(DeviceId device, long epoch, long next, long at) implements DeviceMessage {}

    /** What takes a sequence number, and is acked by it. */
    sealed interface Frame extends DeviceMessage {
        long seq();
    }

    /**
     * Values measured at one time.
     *
     * @param spot mask of the vitals measured once
     * @param problems the parts of the frame that could not be taken, by name; the rest counts
     */
    record Observe(
            DeviceId device,
            long seq,
            long at,
            Values values,
            int spot,
            Charted charted,
            List<Refused> problems)
            implements Frame {}

    record Technical(DeviceId device, long seq, long at, String condition, boolean active)
            implements Frame {}

    /** The device has lost the frames {@code seq} to {@code through}. */
    record Gap(DeviceId device, long seq, long through) implements Frame {}

    record Bye(DeviceId device) implements DeviceMessage {}
}
